package org.circlejournal.query.research;

import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * Where a likelihood of one variance (or ratio of variances) is highest. It need not have one hill
 * only, so it is looked at all over first; the top is then where its slope is 0, which is sharper
 * than where it is highest.
 */
final class Peak {

  private static final int LOOKS = 60;
  private static final int MOST_STEPS = 200;

  /** Of the variance over (variance + scale). */
  private static final double LAST = 1 - 1e-9;

  private Peak() {}

  /**
   * @param likelihood of v ≥ 0
   * @param slope a function with the sign of the likelihood's derivative
   * @param scale a size that v may have
   * @return v; 0 if the likelihood falls from the beginning; infinite if it never falls
   */
  static double of(DoubleUnaryOperator likelihood, DoubleUnaryOperator slope, double scale) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= LOOKS; i++) {
      double here = likelihood.applyAsDouble(variance(share(i), scale));
      if (here > highest) {
        highest = here;
        best = i;
      }
    }
    if (best == 0 && slope.applyAsDouble(0) <= 0) {
      return 0;
    }
    double low = share(Math.max(0, best - 1));
    double high = share(Math.min(LOOKS, best + 1));
    if (slope.applyAsDouble(variance(high, scale)) >= 0) {
      return Double.POSITIVE_INFINITY;
    }
    double share =
        new BracketingNthOrderBrentSolver(1e-13, 1e-15, 5)
            .solve(MOST_STEPS, s -> slope.applyAsDouble(variance(s, scale)), low, high);
    return variance(share, scale);
  }

  private static double share(int look) {
    return Math.min(LAST, (double) look / LOOKS);
  }

  private static double variance(double share, double scale) {
    return scale * share / (1 - share);
  }
}
