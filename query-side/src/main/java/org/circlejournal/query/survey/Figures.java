package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Direction;
import org.circlejournal.events.survey.Score;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.query.release.ReleaseRounding.Rounded;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.research.Interval;
import org.circlejournal.query.research.Pair;
import org.circlejournal.query.research.PairedChange;
import org.circlejournal.query.research.ReliableChange;
import org.circlejournal.query.research.ReliableChange.Better;
import org.circlejournal.query.research.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one row as they may leave. Fewer than k + 1 people: none. Below 2k: how many, and
 * the rounded mean. From 2k on everything, with counts of people under the count rule.
 *
 * <p>d_z and d_av are without Hedges' correction; the interval of d_z is that of the plain figure.
 */
record Figures(
    @Nullable Integer n,
    @Nullable Double mean,
    @Nullable Double sum,
    @Nullable Double sd,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable Double p,
    @Nullable Double dz,
    @Nullable Double dzLow,
    @Nullable Double dzHigh,
    @Nullable Double dav,
    @Nullable Integer improved,
    @Nullable Integer unchanged,
    @Nullable Integer worsened,
    @Nullable Boolean prorated,
    @Nullable String withheld) {

  /** One person's scores at both waves of a contrast. */
  record Change(Score earlier, Score later) {}

  /** Whether anything left. */
  boolean released() {
    return n != null;
  }

  static Figures withheld(String reason) {
    return new Figures(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        reason);
  }

  /**
   * A group's level; the order of the scores does not matter.
   *
   * @param exactly whether it may leave without being rounded, if the people are enough
   */
  static Figures level(
      ReleaseRules rules,
      Instrument instrument,
      String scale,
      List<Score> scores,
      boolean exactly,
      int k) {
    int n = scores.size();
    if (!rules.enough(n, k)) {
      return withheld(ReleaseRules.FEWER_THAN_K);
    }
    Sample means = Sample.of(scores.stream().map(Figures::meanOf).toList());
    if (!exactly || !rules.detail(n, k)) {
      return rounded(n, rules.level(instrument, scale, means.mean()));
    }
    Interval interval = means.interval();
    return new Figures(
        n,
        means.mean(),
        isSum(scores)
            ? (Double) Sample.of(scores.stream().map(Figures::sumOf).toList()).mean()
            : null,
        means.sd(),
        interval == null ? null : (Double) interval.low(),
        interval == null ? null : (Double) interval.high(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        prorated(rules, (int) scores.stream().filter(Score::prorated).count(), n, k),
        null);
  }

  /**
   * A group's change; the order of the people does not matter.
   *
   * @param exactly whether it may leave without being rounded, if the people are enough
   * @param declared which reliability and norms reliable change rests on
   */
  static Figures change(
      ReleaseRules rules,
      Instrument instrument,
      String scale,
      List<Change> changes,
      boolean exactly,
      Declared declared,
      int k) {
    int n = changes.size();
    if (!rules.enough(n, k)) {
      return withheld(ReleaseRules.FEWER_THAN_K);
    }
    List<Pair> pairs = pairs(changes, Figures::meanOf);
    if (!exactly || !rules.detail(n, k)) {
      double earlier = Sample.of(pairs.stream().map(Pair::earlier).toList()).mean();
      double later = Sample.of(pairs.stream().map(Pair::later).toList()).mean();
      return rounded(n, rules.change(instrument, scale, earlier, later));
    }
    PairedChange change = PairedChange.of(pairs);
    boolean sums = isSum(changes.stream().map(Change::later).toList());
    Interval interval = change.interval();
    Interval dz = change.dzInterval();
    ReliableChange.@Nullable Counts counts = counts(rules, instrument, scale, pairs, declared, k);
    return new Figures(
        n,
        change.mean(),
        sums ? (Double) PairedChange.of(pairs(changes, Figures::sumOf)).mean() : null,
        change.sd(),
        interval == null ? null : (Double) interval.low(),
        interval == null ? null : (Double) interval.high(),
        change.signedRank().p(),
        change.dz(),
        dz == null ? null : (Double) dz.low(),
        dz == null ? null : (Double) dz.high(),
        change.dav(),
        counts == null ? null : count(rules, counts.improved(), counts, k),
        counts == null ? null : count(rules, counts.unchanged(), counts, k),
        counts == null ? null : count(rules, counts.worsened(), counts, k),
        prorated(
            rules,
            (int)
                changes.stream()
                    .filter(c -> c.earlier().prorated() || c.later().prorated())
                    .count(),
            n,
            k),
        null);
  }

  private static Figures rounded(int n, Rounded rounded) {
    return new Figures(
        n,
        rounded.mean(),
        rounded.sum(),
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
        ReleaseRules.ROUNDED_BELOW_2K);
  }

  /** Whether anybody left items out: a count of people like any other. */
  private static @Nullable Boolean prorated(ReleaseRules rules, int people, int n, int k) {
    return rules.countMayLeave(people, n, k) ? (Boolean) (people > 0) : null;
  }

  /** Only with named norms: SD and reliability are never those of the group itself. */
  private static ReliableChange.@Nullable Counts counts(
      ReleaseRules rules,
      Instrument instrument,
      String scale,
      List<Pair> pairs,
      Declared declared,
      int k) {
    if (declared.normSet() == null || declared.reliability() == null) {
      return null;
    }
    Double sd = instrument.normSdOfMean(scale, declared.normSet());
    Double reliability = instrument.reliabilityOf(scale, declared.reliability());
    if (sd == null || reliability == null) {
      return null;
    }
    Better better =
        instrument.scale(scale).direction() == Direction.HIGH_IS_BETTER ? Better.HIGH : Better.LOW;
    ReliableChange.Counts counts = new ReliableChange(sd, reliability).count(pairs, better);
    int n = pairs.size();
    int leaving =
        (rules.countMayLeave(counts.improved(), n, k) ? 1 : 0)
            + (rules.countMayLeave(counts.unchanged(), n, k) ? 1 : 0)
            + (rules.countMayLeave(counts.worsened(), n, k) ? 1 : 0);
    // With two of the three and n, the third could be computed.
    return leaving == 2 ? null : counts;
  }

  private static @Nullable Integer count(
      ReleaseRules rules, int people, ReliableChange.Counts all, int k) {
    int n = all.improved() + all.unchanged() + all.worsened();
    return rules.countMayLeave(people, n, k) ? (Integer) people : null;
  }

  private static boolean isSum(List<Score> scores) {
    return scores.get(0).sum() != null;
  }

  private static List<Pair> pairs(List<Change> changes, Function<Score, Double> value) {
    List<Pair> pairs = new ArrayList<>();
    for (Change change : changes) {
      pairs.add(new Pair(value.apply(change.earlier()), value.apply(change.later())));
    }
    return pairs;
  }

  private static double meanOf(Score score) {
    return required(score.mean());
  }

  private static double sumOf(Score score) {
    return required(score.sum());
  }

  private static double required(@Nullable Double figure) {
    if (figure == null) {
      throw new IllegalStateException("a score without a figure was not left out");
    }
    return figure;
  }
}
