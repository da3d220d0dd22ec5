package org.circlejournal.query.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.circlejournal.query.consent.Traced.Kind;
import org.circlejournal.query.survey.Publisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What was used under a code's consent, by itself or together with other circles. */
class TraceIT {

  private static final World WORLD = World.create();
  private static final CircleId SMALL = Year.circle(1);
  private static final CircleId GROWN = Year.circle(2);
  private static final CircleId ALONE = Year.circle(3);
  private static final CircleId BLOCK = Year.circle(51);
  private static final Instant AT = Year.planned(1);
  private static final Notice NOTICE = new Notice("1", "en", "ab".repeat(32));
  private static final String STAYED = "a".repeat(64);
  private static final String WITHDREW = "b".repeat(64);
  private static final String OF_GROWN = "c".repeat(64);
  private static final String OF_ALONE = "d".repeat(64);

  /** Two circles of few are glued; at the endpoint one of them has grown and shows it alone. */
  @BeforeAll
  static void a_block() {
    for (CircleId circle : List.of(SMALL, GROWN, ALONE)) {
      WORLD.append(Year.of(circle, "CLINIC-A", 8).events());
    }
    consents(SMALL, STAYED);
    consents(SMALL, WITHDREW);
    consents(GROWN, OF_GROWN);
    consents(ALONE, OF_ALONE);
    ResultReleased level = few(SMALL, Wave.BASELINE, 1);
    WORLD.append(
        List.of(
            level,
            few(GROWN, Wave.BASELINE, 1),
            few(ALONE, Wave.BASELINE, 1),
            new CirclesGlued(
                Publisher.gluingOf(level),
                day(1),
                Wave.BASELINE,
                "cbi",
                "00",
                "work",
                BLOCK,
                "CLINIC-A",
                List.of(SMALL, GROWN)),
            shown(BLOCK, Wave.BASELINE, null, 1)));
    WORLD.append(
        List.of(
            new ConsentWithdrawn(SMALL, day(100), Lane.CODE, WITHDREW, Purpose.SURVEYS),
            few(SMALL, Wave.ENDPOINT, 200),
            shown(GROWN, Wave.ENDPOINT, null, 200),
            shown(BLOCK, Wave.ENDPOINT, null, 200),
            shown(BLOCK, Wave.ENDPOINT, Wave.BASELINE, 200)));
  }

  @AfterAll
  static void close() {
    WORLD.close();
  }

  @Test
  void a_code_is_traced_to_what_left_together_with_other_circles() {
    assertThat(used(STAYED, SMALL))
        .containsExactly(
            "baseline cbi work, set s, together with other circles",
            "endpoint cbi work, set s, together with other circles",
            "endpoint cbi work, set s, together with other circles");
  }

  @Test
  void after_a_withdrawal_nothing_is_used_in_the_block_either() {
    assertThat(used(WITHDREW, SMALL))
        .containsExactly("baseline cbi work, set s, together with other circles");
  }

  /** The block goes on without it, and a contrast over both waves is not of it. */
  @Test
  void what_a_circle_shows_alone_is_not_used_in_the_block_again() {
    assertThat(used(OF_GROWN, GROWN))
        .containsExactly(
            "baseline cbi work, set s, together with other circles", "endpoint cbi work, set s");
  }

  @Test
  void who_is_not_glued_is_not_in_the_block() {
    assertThat(used(OF_ALONE, ALONE)).isEmpty();
  }

  // --- what is there
  // ------------------------------------------------------------------------------

  private static List<String> used(String code, CircleId circle) {
    return Trace.of(WORLD.journal(), Lane.CODE, code, circle).stream()
        .filter(line -> line.state() == Kind.USED)
        .map(line -> String.valueOf(line.detail()))
        .toList();
  }

  private static Instant day(int number) {
    return AT.plus(Duration.ofDays(number));
  }

  private static void consents(CircleId circle, String code) {
    WORLD.append(List.of(new ConsentGiven(circle, AT, Lane.CODE, code, Purpose.SURVEYS, NOTICE)));
  }

  private static ResultReleased few(CircleId circle, Wave wave, int day) {
    return row(circle, wave, null, day, null, "fewer-than-k");
  }

  private static ResultReleased shown(
      CircleId circle, Wave wave, @Nullable Wave fromWave, int day) {
    return row(circle, wave, fromWave, day, 6, "rounded-below-2k");
  }

  private static ResultReleased row(
      CircleId circle,
      Wave wave,
      @Nullable Wave fromWave,
      int day,
      @Nullable Integer n,
      String withheld) {
    return new ResultReleased(
        circle,
        day(day),
        wave,
        day(day),
        "cbi",
        "00",
        "work",
        fromWave == null ? RowKind.WAVE : RowKind.CONTRAST,
        fromWave,
        n,
        n == null ? null : 42.0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        false,
        "s",
        5,
        withheld);
  }
}
