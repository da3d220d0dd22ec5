package org.circlejournal.query.survey.administered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.junit.jupiter.api.Test;

class CountTest {

  private static final Instruments KEYS = Instruments.shipped();
  private static final Instant AT = Instant.EPOCH;

  private final Count count = new Count();

  private static CircleId circle(int number) {
    return new CircleId(new UUID(0, number).toString());
  }

  private void founded(int circle, int k, boolean imported) {
    count.see(
        new CircleFounded(
            circle(circle),
            AT,
            "C",
            "W",
            ZoneOffset.UTC,
            List.of(),
            14,
            90,
            12,
            5,
            k,
            60,
            "1",
            null,
            imported));
  }

  private void answered(int circle, Wave wave, int ballots) {
    InstrumentKey cbi = KEYS.keyOf("cbi").orElseThrow();
    count.see(
        new SurveyWaveOpened(
            circle(circle),
            AT,
            wave,
            List.of(cbi),
            AT,
            Publish.AT_CLOSE,
            new Declared(List.of(), null, null),
            5));
    for (int i = 0; i < ballots; i++) {
      count.see(
          new SurveyRecorded(circle(circle), AT, wave, "cbi", "b" + i, new Sealed("key", "box")));
    }
  }

  private void closed(int circle, Wave wave) {
    count.see(new SurveyWaveClosed(circle(circle), AT, wave));
  }

  private AdministrationRow row() {
    assertThat(count.rows(KEYS)).hasSize(1);
    return count.rows(KEYS).get(0);
  }

  @Test
  void ballots_are_counted_when_k_circles_have_closed_a_wave_and_not_before() {
    for (int circle = 1; circle <= 5; circle++) {
      founded(circle, 5, false);
      answered(circle, Wave.BASELINE, 6 + circle);
    }
    assertThat(count.rows(KEYS)).as("open waves").isEmpty();
    for (int circle = 1; circle <= 4; circle++) {
      closed(circle, Wave.BASELINE);
      assertThat(row().administrations()).isZero();
      assertThat(row().pendingPlaces()).isEqualTo(12 * circle);
    }
    closed(5, Wave.BASELINE);
    assertThat(row().administrations()).isEqualTo(7 + 8 + 9 + 10 + 11);
    assertThat(row().pendingPlaces()).isZero();
    assertThat(row().licence()).contains("Danish National");

    answered(1, Wave.ENDPOINT, 7);
    closed(1, Wave.ENDPOINT);
    assertThat(row().administrations()).as("of one circle alone").isEqualTo(45);
  }

  @Test
  void many_waves_of_few_circles_stay_untold_and_a_higher_k_counts() {
    for (int circle = 1; circle <= 5; circle++) {
      founded(circle, circle == 1 ? 6 : 5, false);
      for (Wave wave : List.of(Wave.BASELINE, Wave.ENDPOINT)) {
        answered(circle, wave, 8);
        closed(circle, wave);
      }
    }
    assertThat(row().administrations()).isZero();
    founded(6, 5, false);
    answered(6, Wave.BASELINE, 8);
    closed(6, Wave.BASELINE);
    assertThat(row().administrations()).isEqualTo(11 * 8);
  }

  @Test
  void made_up_circles_of_an_import_are_not_counted_with_recorded_ones() {
    for (int circle = 1; circle <= 5; circle++) {
      founded(circle, 5, circle > 1);
      answered(circle, Wave.BASELINE, 8);
      closed(circle, Wave.BASELINE);
    }
    assertThat(count.rows(KEYS))
        .extracting(AdministrationRow::imported, AdministrationRow::administrations)
        .containsExactly(tuple(false, 0L), tuple(true, 0L));
  }
}
