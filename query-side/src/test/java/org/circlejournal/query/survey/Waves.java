package org.circlejournal.query.survey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/**
 * Hand-made waves of one circle, 100 days apart: who answered, and what. Everybody gives one value
 * to all items of emotional exhaustion (MBI-HSS) and leaves the other scales out.
 */
final class Waves {

  static final int K = 5;
  static final CircleId CIRCLE = new CircleId("7a3a8f0e-1f2b-4a52-8a55-2f1f4a6a7c02");
  static final Instrument MBI = Instruments.shipped().byId("mbi-hss").orElseThrow();
  static final String EXHAUSTION = "emotional-exhaustion";
  static final Declared NOTHING = new Declared(List.of(), null, null);
  static final Instant START = Instant.parse("2026-01-12T18:00:00Z");

  private final List<SurveyWaveOpened> openings = new ArrayList<>();
  private final List<ClosedWave> closed = new ArrayList<>();
  private Declared declared = NOTHING;
  private Publish publish = Publish.AT_CLOSE;
  private ReleaseRules rules = ReleaseRules.LAW;

  /** What the waves from here on declare. */
  Waves declaring(Declared declared) {
    this.declared = declared;
    return this;
  }

  Waves declaring(String... contrasts) {
    return declaring(new Declared(List.of(contrasts), null, null));
  }

  /** Other rules than the law's. */
  Waves under(ReleaseRules rules) {
    this.rules = rules;
    return this;
  }

  /** When the waves from here on publish. */
  Waves publishing(Publish publish) {
    this.publish = publish;
    return this;
  }

  /** A wave that has closed; {@code value} gives what each person answers, 0 to 6. */
  Waves closed(Wave wave, Collection<Integer> people, IntUnaryOperator value) {
    return closed(wave, people, value, Set.of());
  }

  Waves closed(
      Wave wave, Collection<Integer> people, IntUnaryOperator value, Set<SurveyCode> anew) {
    Instant at = START.plus(Duration.ofDays(100L * openings.size()));
    Instant closing = at.plus(Duration.ofDays(14));
    SurveyWaveOpened opening =
        new SurveyWaveOpened(
            CIRCLE,
            at,
            wave,
            List.of(new InstrumentKey(MBI.id(), MBI.fingerprint())),
            closing,
            publish,
            declared,
            K);
    openings.add(opening);
    Map<SurveyCode, Map<String, Integer>> answers = new HashMap<>();
    for (int person : people) {
      answers.put(code(person), exhaustion(value.applyAsInt(person)));
    }
    closed.add(
        new ClosedWave(
            opening, new SurveyWaveClosed(CIRCLE, closing, wave), Map.of(MBI, answers), anew));
    return this;
  }

  /** What leaves beside what has left. */
  List<ResultReleased> missing(List<ResultReleased> ledger) {
    return CircleReleases.missing(
        rules, openings, closed, ledger, SetNames.drawnFrom(new SplittableRandom(5)));
  }

  /** What leaves of the one scale that was answered. */
  List<ResultReleased> released() {
    return missing(List.of()).stream().filter(row -> row.scale().equals(EXHAUSTION)).toList();
  }

  static ResultReleased level(List<ResultReleased> rows, Wave wave) {
    return one(rows, wave, RowKind.WAVE, null);
  }

  static ResultReleased contrast(List<ResultReleased> rows, Wave from, Wave wave) {
    return one(rows, wave, RowKind.CONTRAST, from);
  }

  private static ResultReleased one(
      List<ResultReleased> rows, Wave wave, RowKind kind, @Nullable Wave from) {
    List<ResultReleased> found =
        rows.stream()
            .filter(row -> row.wave().equals(wave) && row.row() == kind)
            .filter(row -> Objects.equals(row.fromWave(), from))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " rows of " + wave + " " + kind + " from " + from);
    }
    return found.get(0);
  }

  static Map<String, Integer> exhaustion(int value) {
    Map<String, Integer> answers = new LinkedHashMap<>();
    MBI.scale(EXHAUSTION).items().forEach(item -> answers.put(item, value));
    return answers;
  }

  static List<Integer> people(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  static SurveyCode code(int person) {
    return new SurveyCode("%064x".formatted(person));
  }
}
