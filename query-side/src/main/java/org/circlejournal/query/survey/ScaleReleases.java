package org.circlejournal.query.survey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.circlejournal.events.survey.Contrast;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Score;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.release.ReleasedSets;
import org.circlejournal.query.survey.Figures.Change;
import org.jspecify.annotations.Nullable;

/**
 * What leaves of one scale of one circle, wave after wave, in the order of closing. The same waves
 * and the same ledger give the same rows.
 *
 * <ol>
 *   <li>At the close of a wave that publishes at once: its level, over all who answered.
 *   <li>Then its contrasts with waves that closed before: every declared one, and the change from
 *       baseline whether declared or not; declared ones first.
 *   <li>A wave that publishes with its contrast shows its level, over the completers, with the
 *       first contrast whose completers may be shown; the first that may not leaves a withheld row.
 * </ol>
 *
 * Whether a set may leave is {@link ReleasedSets}; what of it, {@link Figures}. Rows that the
 * ledger holds are taken as they are: they left.
 */
final class ScaleReleases {

  private final ReleaseRules rules;
  private final Instrument instrument;
  private final String fingerprint;
  private final String scale;
  private final int k;
  private final List<SurveyWaveOpened> openings;
  private final List<Scored> waves = new ArrayList<>();
  private final Map<Key, ResultReleased> ledger = new HashMap<>();
  private final SetNames names;

  private final ReleasedSets sets;
  private final Set<Wave> levelsDecided = new HashSet<>();
  private final Set<Wave> levelsShown = new HashSet<>();

  /** Waves whose level was withheld at their close; see {@link #noteWhetherFew}. */
  private final Set<Wave> few = new HashSet<>();

  private final List<ResultReleased> missing = new ArrayList<>();

  /** A closed wave and everybody who has a score on this scale. */
  private record Scored(ClosedWave closed, Map<SurveyCode, Score> scores) {
    Wave wave() {
      return closed.opened().wave();
    }

    Instant at() {
      return closed.closed().at();
    }

    boolean waits() {
      return closed.opened().publish() == Publish.WITH_CONTRAST;
    }
  }

  /** A row, and the moment that brought it: a level that waited may come twice. */
  private record Key(Instant at, Wave wave, RowKind row, @Nullable Wave fromWave) {}

  /** What a row is about. */
  private record Subject(Scored of, @Nullable Scored from, boolean declared) {
    RowKind row() {
      return from == null ? RowKind.WAVE : RowKind.CONTRAST;
    }

    @Nullable Wave fromWave() {
      return from == null ? null : from.wave();
    }

    Wave[] waves() {
      return from == null ? new Wave[] {of.wave()} : new Wave[] {from.wave(), of.wave()};
    }

    /** Whether it is of one of these waves. */
    boolean isOfAFew(Set<Wave> few) {
      return few.contains(of.wave()) || (from != null && few.contains(from.wave()));
    }

    /** Whether it is the level that a wave shows at its close. */
    boolean isAtClose() {
      return from == null && !of.waits();
    }

    /** Whether somebody of the set came (back) after a wave of it had closed. */
    boolean hasNewcomers(Set<SurveyCode> set) {
      return set.stream().anyMatch(of.closed().anew()::contains)
          || (from != null && set.stream().anyMatch(from.closed().anew()::contains));
    }
  }

  /**
   * @param openings every wave that was opened, in that order
   * @param closed the closed waves that asked this instrument, in order of closing
   * @param ledger this scale's rows
   */
  ScaleReleases(
      ReleaseRules rules,
      Instrument instrument,
      String scale,
      List<SurveyWaveOpened> openings,
      List<ClosedWave> closed,
      List<ResultReleased> ledger,
      SetNames names) {
    this.rules = rules;
    this.instrument = instrument;
    this.fingerprint = closed.get(0).fingerprintOf(instrument);
    this.scale = scale;
    this.k = openings.get(0).k();
    this.openings = openings;
    this.names = names;
    this.sets = rules.sets(k);
    for (ResultReleased row : ledger) {
      this.ledger.put(new Key(row.at(), row.wave(), row.row(), row.fromWave()), row);
    }
    for (ClosedWave wave : closed) {
      waves.add(new Scored(wave, wave.scores(instrument, scale)));
    }
  }

  /** The rows that the ledger lacks, in the order in which they leave. */
  List<ResultReleased> missing() {
    for (int i = 0; i < waves.size(); i++) {
      Scored now = waves.get(i);
      if (!now.waits()) {
        level(now, now, now.scores().keySet());
      }
      for (Scored before : partners(now, waves.subList(0, i))) {
        contrast(now, before);
      }
    }
    return missing;
  }

  /** The waves with which this one makes a contrast. */
  private List<Scored> partners(Scored now, List<Scored> before) {
    Comparator<Scored> declaredFirst =
        Comparator.comparing(other -> declaring(between(other, now)) == null);
    return before.stream()
        .filter(
            other -> {
              Contrast contrast = between(other, now);
              return contrast.earlier().equals(Wave.BASELINE) || declaring(contrast) != null;
            })
        .sorted(declaredFirst.thenComparing(other -> other.wave().place()))
        .toList();
  }

  private static Contrast between(Scored a, Scored b) {
    return a.wave().place() < b.wave().place()
        ? new Contrast(a.wave(), b.wave())
        : new Contrast(b.wave(), a.wave());
  }

  /** What was declared of a contrast no later than its later wave was opened; the first counts. */
  private @Nullable Declared declaring(Contrast contrast) {
    for (SurveyWaveOpened opening : openings) {
      if (opening.declared().contrasts().contains(contrast.toString())) {
        return opening.declared();
      }
      if (opening.wave().equals(contrast.later())) {
        return null;
      }
    }
    return null;
  }

  private void contrast(Scored now, Scored before) {
    Contrast contrast = between(before, now);
    boolean forward = contrast.later().equals(now.wave());
    Scored earlier = forward ? before : now;
    Scored later = forward ? now : before;
    Set<SurveyCode> completers = new HashSet<>(earlier.scores().keySet());
    completers.retainAll(later.scores().keySet());
    Declared declared = declaring(contrast);
    Declared basis = declared == null ? later.closed().opened().declared() : declared;
    release(
        now,
        new Subject(later, earlier, declared != null),
        completers,
        exactly ->
            Figures.change(
                rules, instrument, scale, changes(completers, earlier, later), exactly, basis, k));
    for (Scored end : List.of(earlier, later)) {
      if (end.waits() && !levelsShown.contains(end.wave())) {
        level(now, end, completers);
      }
    }
  }

  private static List<Change> changes(Set<SurveyCode> people, Scored earlier, Scored later) {
    List<Change> changes = new ArrayList<>();
    for (SurveyCode person : people) {
      Score from = earlier.scores().get(person);
      Score to = later.scores().get(person);
      if (from != null && to != null) {
        changes.add(new Change(from, to));
      }
    }
    return changes;
  }

  private void level(Scored now, Scored of, Set<SurveyCode> set) {
    List<Score> scores = new ArrayList<>();
    of.scores()
        .forEach(
            (code, score) -> {
              if (set.contains(code)) {
                scores.add(score);
              }
            });
    Subject subject = new Subject(of, null, false);
    if (release(
        now,
        subject,
        set,
        exactly -> Figures.level(rules, instrument, scale, scores, exactly, k))) {
      levelsShown.add(of.wave());
    }
    levelsDecided.add(of.wave());
  }

  /**
   * Lets a row leave, or sees that it has left.
   *
   * @return whether it shows figures
   */
  private boolean release(
      Scored now, Subject subject, Set<SurveyCode> set, Function<Boolean, Figures> figures) {
    Key key = new Key(now.at(), subject.of().wave(), subject.row(), subject.fromWave());
    ResultReleased left = ledger.get(key);
    if (left != null) {
      return remember(left, subject, set);
    }
    Figures row = decide(subject, set, figures);
    noteWhetherFew(subject, row.withheld());
    if (row.released()) {
      sets.released(set, row.withheld() == null, subject.waves());
    } else if (subject.from() == null && levelsDecided.contains(subject.of().wave())) {
      return false; // withheld before, and nothing new to say
    }
    missing.add(journaled(now, subject, set, row));
    return row.released();
  }

  private Figures decide(Subject subject, Set<SurveyCode> set, Function<Boolean, Figures> figures) {
    if (!rules.enough(set.size(), k) || subject.isOfAFew(few)) {
      return Figures.withheld(ReleaseRules.FEWER_THAN_K);
    }
    return sets.mayRelease(set, subject.waves())
        ? figures.apply(sets.mayReleaseExactly(set, subject.waves()))
        : Figures.withheld(ReleaseRules.WOULD_ALLOW_SUBTRACTION);
  }

  /**
   * A wave that closed with too few stays so: its circle may be glued to others from then on, and
   * what they show together must not be cut by what it shows alone.
   */
  private void noteWhetherFew(Subject subject, @Nullable String withheld) {
    if (subject.isAtClose() && ReleaseRules.FEWER_THAN_K.equals(withheld)) {
      few.add(subject.of().wave());
    }
  }

  /** The set of then is that of now if it has as many people and nobody who came (back) since. */
  private boolean remember(ResultReleased left, Subject subject, Set<SurveyCode> set) {
    noteWhetherFew(subject, left.withheld());
    if (left.n() == null) {
      return false;
    }
    if (left.n() == set.size() && !subject.hasNewcomers(set)) {
      sets.released(set, left.withheld() == null, subject.waves());
    } else {
      sets.releasedUntold(subject.waves());
    }
    return true;
  }

  private ResultReleased journaled(
      Scored now, Subject subject, Set<SurveyCode> set, Figures figures) {
    return new ResultReleased(
        now.closed().closed().circleId(),
        now.at(),
        subject.of().wave(),
        subject.of().at(),
        instrument.id(),
        fingerprint,
        scale,
        subject.row(),
        subject.fromWave(),
        figures.n(),
        figures.mean(),
        figures.sum(),
        figures.sd(),
        figures.low(),
        figures.high(),
        figures.p(),
        figures.dz(),
        figures.dzLow(),
        figures.dzHigh(),
        figures.dav(),
        figures.improved(),
        figures.unchanged(),
        figures.worsened(),
        subject.declared(),
        figures.prorated(),
        figures.released() ? names.of(now.at(), set) : names.fresh(),
        k,
        figures.withheld());
  }
}
