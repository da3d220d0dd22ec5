package org.circlejournal.query.research;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Whether two figures of the same circles rise together: Spearman's rank correlation with mid-ranks
 * for ties (Spearman 1904, American Journal of Psychology 15, 72–101).
 *
 * <p>Its 95% interval is tanh(artanh(ρ) ± 1.96·√(1.06/(n−3))) (Fieller, Hartley &amp; Pearson 1957,
 * Biometrika 44, 470–481); approximate, and poor below ten pairs.
 *
 * @param n pairs
 * @param rho −1 to 1; null where one of the two figures is the same everywhere, or n is below 2
 * @param interval null with rho, for n below 4, and for ±1
 */
public record RankCorrelation(int n, @Nullable Double rho, @Nullable Interval interval) {

  private static final double Z = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.025);

  /**
   * @throws IllegalArgumentException for a value that is not finite
   */
  public static RankCorrelation of(List<Pair> pairs) {
    int n = pairs.size();
    double[] x = ranks(pairs.stream().mapToDouble(Pair::earlier).toArray());
    double[] y = ranks(pairs.stream().mapToDouble(Pair::later).toArray());
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < n; i++) { // ranks are halves of whole numbers: these sums are exact
      double a = x[i] - (n + 1) / 2.0;
      double b = y[i] - (n + 1) / 2.0;
      xy += a * b;
      xx += a * a;
      yy += b * b;
    }
    if (xx == 0 || yy == 0) {
      return new RankCorrelation(n, null, null);
    }
    double rho = xy / Math.sqrt(xx * yy);
    if (n < 4 || Math.abs(rho) >= 1) {
      return new RankCorrelation(n, rho, null);
    }
    double z = 0.5 * Math.log((1 + rho) / (1 - rho));
    double half = Z * Math.sqrt(1.06 / (n - 3));
    return new RankCorrelation(n, rho, new Interval(Math.tanh(z - half), Math.tanh(z + half)));
  }

  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("not a value: " + values[i]);
      }
      int first = Arrays.binarySearch(sorted, values[i]);
      int last = first;
      while (first > 0 && sorted[first - 1] == values[i]) {
        first--;
      }
      while (last < sorted.length - 1 && sorted[last + 1] == values[i]) {
        last++;
      }
      ranks[i] = (first + last) / 2.0 + 1;
    }
    return ranks;
  }
}
