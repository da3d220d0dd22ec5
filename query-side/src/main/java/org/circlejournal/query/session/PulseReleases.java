package org.circlejournal.query.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.research.Interval;
import org.circlejournal.query.research.Pair;
import org.circlejournal.query.research.PairedChange;
import org.circlejournal.query.research.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What leaves of one session's pulses and ratings, to anybody, members included. Fewer than k + 1
 * people: nothing. Below 2k: how many, the rounded means, and the change between these. From 2k on
 * everything.
 *
 * <p>Each session asks anew, so figures of two sessions are about different values, and no set can
 * be subtracted from another: of one session there is one set of pulses and one of each tool's
 * ratings.
 */
final class PulseReleases {

  private final ReleaseRules rules;
  private final PulsesRecorded box;
  private final int k;
  private final Supplier<String> setIds;

  private PulseReleases(ReleaseRules rules, PulsesRecorded box, int k, Supplier<String> setIds) {
    this.rules = rules;
    this.box = box;
    this.k = k;
    this.setIds = setIds;
  }

  /**
   * The pulses first, withheld or not. A tool's row is only there if it shows figures: one that is
   * withheld would say that somebody rated it.
   *
   * @param box what the session's box held; empty if nobody gave a pulse
   * @param setIds fresh random names
   */
  static List<PulseReleased> of(
      ReleaseRules rules, PulsesRecorded box, int k, Supplier<String> setIds) {
    PulseReleases releases = new PulseReleases(rules, box, k, setIds);
    List<PulseReleased> rows = new ArrayList<>();
    rows.add(releases.pulses());
    box.ratings()
        .forEach(
            (tool, ratings) -> {
              if (rules.enough(ratings.size(), k)) {
                rows.add(releases.ratings(tool, ratings));
              }
            });
    return rows;
  }

  /**
   * Those of {@link #of} that the circle's ledger lacks: what left is not decided again.
   *
   * @param ledger what left of the circle's pulses
   */
  static List<PulseReleased> missing(
      ReleaseRules rules,
      PulsesRecorded box,
      int k,
      List<PulseReleased> ledger,
      Supplier<String> setIds) {
    return of(rules, box, k, setIds).stream()
        .filter(row -> ledger.stream().noneMatch(left -> isAbout(left, row)))
        .toList();
  }

  private static boolean isAbout(PulseReleased one, PulseReleased other) {
    return one.session() == other.session() && one.tool() == other.tool();
  }

  private PulseReleased pulses() {
    int n = box.pulses().size();
    if (!rules.enough(n, k)) {
      return journaled(null, null, null, null, null, null, null, null, ReleaseRules.FEWER_THAN_K);
    }
    List<Pair> pairs =
        box.pulses().stream().map(pulse -> new Pair(pulse.get(0), pulse.get(1))).toList();
    double arriving = Sample.of(pairs.stream().map(Pair::earlier).toList()).mean();
    double leaving = Sample.of(pairs.stream().map(Pair::later).toList()).mean();
    if (!rules.detail(n, k)) {
      double from = rules.pulse(arriving);
      double to = rules.pulse(leaving);
      return journaled(
          null, n, from, to, to - from, null, null, null, ReleaseRules.ROUNDED_BELOW_2K);
    }
    PairedChange change = PairedChange.of(pairs);
    Interval interval = change.interval();
    return journaled(
        null,
        n,
        arriving,
        leaving,
        change.mean(),
        interval == null ? null : (Double) interval.low(),
        interval == null ? null : (Double) interval.high(),
        null,
        null);
  }

  private PulseReleased ratings(Tool tool, List<Integer> ratings) {
    int n = ratings.size();
    double mean = Sample.of(ratings.stream().map(Integer::doubleValue).toList()).mean();
    boolean exactly = rules.detail(n, k);
    return journaled(
        tool,
        n,
        null,
        null,
        null,
        null,
        null,
        exactly ? mean : rules.pulse(mean),
        exactly ? null : ReleaseRules.ROUNDED_BELOW_2K);
  }

  private PulseReleased journaled(
      @Nullable Tool tool,
      @Nullable Integer n,
      @Nullable Double arriving,
      @Nullable Double leaving,
      @Nullable Double change,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double helpfulness,
      @Nullable String withheld) {
    return new PulseReleased(
        box.circleId(),
        box.at(),
        box.session(),
        tool,
        n,
        arriving,
        leaving,
        change,
        low,
        high,
        helpfulness,
        setIds.get(),
        k,
        withheld);
  }
}
