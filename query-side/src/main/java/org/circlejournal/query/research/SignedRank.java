package org.circlejournal.query.research;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Wilcoxon's signed-rank test of differences (Wilcoxon 1945, Biometrics Bulletin 1, 80–83), two
 * sided.
 *
 * <p>Equal sizes share their mid-rank. Up to {@value #EXACT_UP_TO} non-zero differences p is exact
 * given the mid-ranks at hand: all 2ⁿ signs are equally likely, and the sums are counted by dynamic
 * programming over doubled ranks, which are whole numbers. Above, p is from the normal distribution
 * with mean Σr/2 and variance Σr²/4, which is the correction for ties (Lehmann 1975,
 * Nonparametrics), without a correction for continuity.
 *
 * @param wPlus sum of the ranks of positive differences
 * @param wMinus sum of the ranks of negative differences
 * @param nonZero differences that count
 * @param p two-sided; 1 when nothing changed
 */
public record SignedRank(double wPlus, double wMinus, int nonZero, double p) {

  static final int EXACT_UP_TO = 20;

  /** What becomes of differences of zero. */
  public enum Zeros {
    /** They are left out before ranking, as Wilcoxon did. */
    DROPPED,
    /** They are ranked first and left out after (Pratt 1959, JASA 54, 655–667). */
    PRATT
  }

  /** Equality of two sizes is that of the numbers given: round before where noise is expected. */
  public static SignedRank of(double[] differences, Zeros zeros) {
    double[] sorted =
        Arrays.stream(differences)
            .filter(d -> zeros == Zeros.PRATT || d != 0)
            .boxed()
            .sorted((a, b) -> Double.compare(Math.abs(a), Math.abs(b)))
            .mapToDouble(d -> d)
            .toArray();
    int[] doubledRanks = doubledMidRanks(sorted);
    int plus = 0;
    int minus = 0;
    int[] counting = new int[sorted.length];
    int nonZero = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (sorted[i] != 0) {
        counting[nonZero++] = doubledRanks[i];
        if (sorted[i] > 0) {
          plus += doubledRanks[i];
        } else {
          minus += doubledRanks[i];
        }
      }
    }
    int[] ranks = Arrays.copyOf(counting, nonZero);
    double p = nonZero <= EXACT_UP_TO ? exact(ranks, Math.min(plus, minus)) : normal(ranks, plus);
    return new SignedRank(plus / 2.0, minus / 2.0, nonZero, p);
  }

  /**
   * The matched-pairs rank-biserial correlation (W₊ − W₋)/(W₊ + W₋), from −1, all fell, to 1, all
   * rose (Kerby 2014, Comprehensive Psychology 3, 11.IT.3.1); 0 when nothing changed.
   */
  public double rankBiserial() {
    return wPlus + wMinus == 0 ? 0 : (wPlus - wMinus) / (wPlus + wMinus);
  }

  private static int[] doubledMidRanks(double[] sorted) {
    int[] doubled = new int[sorted.length];
    int from = 0;
    while (from < sorted.length) {
      int to = from;
      while (to < sorted.length && Math.abs(sorted[to]) == Math.abs(sorted[from])) {
        to++;
      }
      // Ranks from+1 … to; their mean, doubled.
      Arrays.fill(doubled, from, to, from + 1 + to);
      from = to;
    }
    return doubled;
  }

  /** Twice the share of the sign patterns whose sum is at most the smaller one seen. */
  private static double exact(int[] doubledRanks, int smaller) {
    int total = Arrays.stream(doubledRanks).sum();
    long[] ways = new long[total + 1];
    ways[0] = 1;
    for (int rank : doubledRanks) {
      for (int sum = total; sum >= rank; sum--) {
        ways[sum] += ways[sum - rank];
      }
    }
    long atMost = Arrays.stream(ways, 0, smaller + 1).sum();
    return Math.min(1, Math.scalb(2.0 * atMost, -doubledRanks.length));
  }

  private static double normal(int[] doubledRanks, int doubledPlus) {
    double mean = Arrays.stream(doubledRanks).sum() / 2.0;
    double variance = Arrays.stream(doubledRanks).mapToDouble(r -> (double) r * r).sum() / 4;
    double z = Math.abs(doubledPlus - mean) / Math.sqrt(variance);
    return 2 * NormalDistribution.of(0, 1).survivalProbability(z);
  }
}
