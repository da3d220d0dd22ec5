package org.circlejournal.query.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.query.survey.Waves.CIRCLE;
import static org.circlejournal.query.survey.Waves.MBI;
import static org.circlejournal.query.survey.Waves.START;
import static org.circlejournal.query.survey.Waves.code;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.sealing.Unsealer.Item;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.release.ReleaseRules;
import org.junit.jupiter.api.Test;

/** Sealing is left out here: a sheet's "box" is its plain bytes. */
class CircleSurveysTest {

  private static final Wave BASELINE = Wave.BASELINE;

  @Test
  void the_order_of_ballots_and_consents_does_not_show_in_a_single_byte() throws Exception {
    Random random = new Random(7);
    String first = "";
    for (int run = 0; run < 50; run++) {
      List<JournalEvent> events = new ArrayList<>();
      events.addAll(wave(BASELINE, 0, random, true));
      events.addAll(wave(Wave.ENDPOINT, 200, random, false));
      String bytes = Json.mapper().writeValueAsString(released(events, Set.of()));
      first = first.isEmpty() ? bytes : first;
      assertThat(bytes).isEqualTo(first);
    }
    assertThat(first).contains("\"dzLow\"");
  }

  @Test
  void only_answers_with_a_standing_consent_count() {
    assertThat(counted(List.of(), Set.of())).isEqualTo(12);
    assertThat(counted(List.of(withdrawal(3)), Set.of())).isEqualTo(11);
    assertThat(counted(List.of(withdrawal(3), consent(3, START)), Set.of())).isEqualTo(12);
    assertThat(counted(List.of(erasure(3)), Set.of())).isEqualTo(11);
    assertThat(counted(List.of(), Set.of(code(3).value(), code(4).value()))).isEqualTo(10);
  }

  @Test
  void a_sheet_that_refuses_to_be_scored_does_not_count() {
    List<JournalEvent> events = new ArrayList<>(wave(BASELINE, 0, new Random(1), true));
    events.replaceAll(
        e ->
            e instanceof SurveyRecorded r && sheetOf(r).code().equals(code(1))
                ? recorded(BASELINE, 1, false)
                : e);

    assertThat(closed(events, Set.of()).get(0).answers().get(MBI)).hasSize(11);
  }

  @Test
  void a_sheet_whose_key_is_gone_does_not_count() {
    CircleSurveys surveys = new CircleSurveys();
    wave(BASELINE, 0, new Random(1), true).forEach(surveys::evolve);

    List<ClosedWave> closed =
        surveys.closed(
            Set.of(), key -> MBI, items -> Collections.nCopies(items.size(), Optional.empty()));

    assertThat(closed.get(0).answers().get(MBI)).isEmpty();
  }

  @Test
  void whoever_consents_again_after_a_wave_is_new_to_that_wave_and_not_to_the_next() {
    List<JournalEvent> events = new ArrayList<>(wave(BASELINE, 0, new Random(1), true));
    events.add(withdrawal(3));
    events.add(consent(3, START));
    events.addAll(wave(Wave.ENDPOINT, 200, new Random(1), false));

    List<ClosedWave> closed = closed(events, Set.of());
    assertThat(closed.get(0).anew()).containsExactly(code(3));
    assertThat(closed.get(1).anew()).isEmpty();
  }

  @Test
  void one_code_twice_in_one_wave_stops_the_publisher() {
    List<JournalEvent> events = new ArrayList<>(wave(BASELINE, 0, new Random(1), true));
    events.add(1, recorded(BASELINE, 1, true));

    assertThatThrownBy(() -> closed(events, Set.of())).hasMessageContaining("one code twice");
  }

  // --- helpers
  // --------------------------------------------------------------------------------------

  private static int counted(List<JournalEvent> after, Set<String> withdrawn) {
    List<JournalEvent> events = new ArrayList<>(wave(BASELINE, 0, new Random(1), true));
    events.addAll(after);
    return closed(events, withdrawn).get(0).answers().getOrDefault(MBI, Map.of()).size();
  }

  private static List<ResultReleased> released(List<JournalEvent> events, Set<String> withdrawn) {
    CircleSurveys surveys = new CircleSurveys();
    events.forEach(surveys::evolve);
    return CircleReleases.missing(
        ReleaseRules.LAW,
        surveys.opened(),
        surveys.closed(withdrawn, key -> MBI, CircleSurveysTest::open),
        List.of(),
        SetNames.drawnFrom(new SplittableRandom(3)));
  }

  private static List<ClosedWave> closed(List<JournalEvent> events, Set<String> withdrawn) {
    CircleSurveys surveys = new CircleSurveys();
    events.forEach(surveys::evolve);
    return surveys.closed(withdrawn, key -> MBI, CircleSurveysTest::open);
  }

  private static List<Optional<byte[]>> open(List<Item> items) {
    return items.stream()
        .map(item -> Optional.of(Base64.getUrlDecoder().decode(item.sealed().box())))
        .toList();
  }

  /** A wave of twelve, its ballots in random order. */
  private static List<JournalEvent> wave(
      Wave wave, int day, Random random, boolean consentsAreNew) {
    Instant at = START.plus(Duration.ofDays(day));
    List<JournalEvent> events = new ArrayList<>();
    for (int person = 1; person <= 12; person++) {
      events.add(recorded(wave, person, true));
      if (consentsAreNew) {
        events.add(consent(person, at));
      }
    }
    Collections.shuffle(events, random);
    events.add(
        0,
        new SurveyWaveOpened(
            CIRCLE,
            at,
            wave,
            List.of(new InstrumentKey(MBI.id(), MBI.fingerprint())),
            at.plus(Duration.ofDays(14)),
            Publish.AT_CLOSE,
            Waves.NOTHING,
            Waves.K));
    events.add(new SurveyWaveClosed(CIRCLE, at.plus(Duration.ofDays(14)), wave));
    return events;
  }

  private static SurveyRecorded recorded(Wave wave, int person, boolean surveys) {
    Map<String, Integer> answers = new LinkedHashMap<>();
    for (int item = 0; item < MBI.itemIds().size(); item++) {
      answers.put(MBI.itemIds().get(item), (person * 3 + item * item + wave.place()) % 7);
    }
    AnswerSheet sheet =
        new AnswerSheet(
            code(person),
            surveys,
            true,
            false,
            false,
            HexFormat.of().formatHex(MBI.encode(answers)));
    String box = Base64.getUrlEncoder().withoutPadding().encodeToString(sheet.bytes());
    return new SurveyRecorded(
        CIRCLE, START, wave, MBI.id(), "ballot", new Sealed("key-" + person, box));
  }

  private static AnswerSheet sheetOf(SurveyRecorded event) {
    return AnswerSheet.of(Base64.getUrlDecoder().decode(event.answers().box()));
  }

  private static ConsentGiven consent(int person, Instant at) {
    Notice notice = new Notice("1", "en", "0".repeat(64));
    return new ConsentGiven(CIRCLE, at, Lane.CODE, code(person).value(), Purpose.SURVEYS, notice);
  }

  private static ConsentWithdrawn withdrawal(int person) {
    return new ConsentWithdrawn(CIRCLE, START, Lane.CODE, code(person).value(), Purpose.SURVEYS);
  }

  private static ErasureRequested erasure(int person) {
    return new ErasureRequested(CIRCLE, START, Lane.CODE, code(person).value());
  }
}
