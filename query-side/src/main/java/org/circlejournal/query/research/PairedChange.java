package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.statistics.distribution.TDistribution;
import org.circlejournal.query.research.SignedRank.Zeros;
import org.jspecify.annotations.Nullable;

/**
 * How one group changed between two times; d = later − earlier.
 *
 * <p>Differences are rounded to nine decimals before anything else, and so is their mean. Scores
 * are means of a few whole numbers, so true differences are much further apart, and what would
 * break a tie, give people who changed alike an SD or make a change out of none is only the noise
 * of division.
 *
 * @param n pairs, at least 1
 * @param mean of d, in the unit of the values
 * @param sd of d; null for n = 1
 * @param interval 95% t interval of the mean change; null for n = 1
 * @param t mean/(sd/√n) (Student 1908, Biometrika 6, 1–25); null when sd is null or 0
 * @param tP two-sided, by t(n−1); null with t
 * @param signedRank Wilcoxon's test, zeros dropped
 * @param dz mean(d)/sd(d) (Cohen 1988, Statistical Power Analysis); null when sd is null or 0
 * @param dzInterval 95% interval of dz: the δ/√n whose noncentral t(n−1) has 2.5% above, and below,
 *     the t seen (Steiger &amp; Fouladi 1997); null with dz
 * @param gz dz with Hedges' correction; null with dz, and for n = 2
 * @param gzInterval that of dz, corrected alike; null with gz
 * @param dav mean(d)/((s₁+s₂)/2), of the SDs at both times (Cumming 2012, Understanding the New
 *     Statistics); null for n = 1 and when both SDs are 0
 * @param davInterval that of dz times dav/dz, which is sd/((s₁+s₂)/2) (after Algina &amp; Keselman
 *     2003, Educational and Psychological Measurement 63, 537–553); approximate, because that ratio
 *     is taken as known; null with dz or dav
 * @param gav dav with Hedges' correction; null with dav, and for n = 2
 * @param gavInterval that of dav, corrected alike; null with gav or davInterval
 */
public record PairedChange(
    int n,
    double mean,
    @Nullable Double sd,
    @Nullable Interval interval,
    @Nullable Double t,
    @Nullable Double tP,
    SignedRank signedRank,
    @Nullable Double dz,
    @Nullable Interval dzInterval,
    @Nullable Double gz,
    @Nullable Interval gzInterval,
    @Nullable Double dav,
    @Nullable Interval davInterval,
    @Nullable Double gav,
    @Nullable Interval gavInterval) {

  private static final double GRID = 1e9;

  /**
   * @throws IllegalArgumentException for no pairs, or a value that is not finite
   */
  public static PairedChange of(Collection<Pair> pairs) {
    List<Double> differences = new ArrayList<>();
    for (Pair pair : pairs) {
      differences.add(difference(pair));
    }
    Sample change = Sample.of(differences);
    SignedRank signedRank =
        SignedRank.of(differences.stream().mapToDouble(d -> d).toArray(), Zeros.DROPPED);
    int n = change.n();
    double mean = rounded(change.mean());
    Double dz = ratio(mean, change.sd());
    Double averageSd = averageSd(pairs);
    Double dav = ratio(mean, averageSd);
    Interval dzInterval = dz == null ? null : dzInterval(dz, n);
    Interval davInterval = scaled(dzInterval, ratio(change.sd(), averageSd));
    Double t = dz == null ? null : (Double) (dz * Math.sqrt(n));
    Double j = n < 3 ? null : (Double) hedgesJ(n - 1);
    return new PairedChange(
        n,
        mean,
        change.sd(),
        change.interval(),
        t,
        t == null ? null : (Double) tP(t, n - 1),
        signedRank,
        dz,
        dzInterval,
        corrected(dz, n),
        scaled(dzInterval, j),
        dav,
        davInterval,
        corrected(dav, n),
        scaled(davInterval, j));
  }

  /** Later − earlier, without the noise of division. */
  static double difference(Pair pair) {
    return rounded(pair.later() - pair.earlier());
  }

  private static double rounded(double value) {
    return Math.rint(value * GRID) / GRID + 0.0; // no negative zero
  }

  /**
   * J = Γ(df/2) / (√(df/2)·Γ((df−1)/2)), the correction of a standardised mean for small groups
   * (Hedges 1981, Journal of Educational Statistics 6, 107–128).
   *
   * @param df at least 2; below, no multiple of d is unbiased
   */
  static double hedgesJ(int df) {
    double half = df / 2.0;
    return Math.exp(LogGamma.value(half) - LogGamma.value(half - 0.5)) / Math.sqrt(half);
  }

  private static @Nullable Double corrected(@Nullable Double d, int n) {
    return d == null || n < 3 ? null : d * hedgesJ(n - 1);
  }

  private static double tP(double t, int df) {
    return Math.min(1, 2 * TDistribution.of(df).survivalProbability(Math.abs(t)));
  }

  private static @Nullable Interval scaled(@Nullable Interval interval, @Nullable Double by) {
    return interval == null || by == null
        ? null
        : new Interval(by * interval.low(), by * interval.high());
  }

  private static Interval dzInterval(double dz, int n) {
    double root = Math.sqrt(n);
    double t = dz * root;
    return new Interval(
        NoncentralT.noncentrality(t, n - 1, 0.975) / root,
        NoncentralT.noncentrality(t, n - 1, 0.025) / root);
  }

  private static @Nullable Double averageSd(Collection<Pair> pairs) {
    Double first = Sample.of(pairs.stream().map(Pair::earlier).toList()).sd();
    Double second = Sample.of(pairs.stream().map(Pair::later).toList()).sd();
    return first == null || second == null ? null : (first + second) / 2;
  }

  private static @Nullable Double ratio(@Nullable Double mean, @Nullable Double sd) {
    return mean == null || sd == null || sd == 0 ? null : mean / sd;
  }
}
