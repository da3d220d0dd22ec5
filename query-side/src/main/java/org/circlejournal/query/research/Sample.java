package org.circlejournal.query.research;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The values of one group at one time. Sums are exact, so the order of the values cannot matter and
 * equal values have an SD of exactly 0.
 *
 * @param n at least 1
 * @param mean Σx/n, in the unit of the values
 * @param sd √(Σ(x−mean)²/(n−1)); null for n = 1
 * @param interval 95% interval of the mean, {@code mean ± t(0.975, n−1)·sd/√n} (Student 1908,
 *     Biometrika 6, 1–25); null for n = 1
 */
public record Sample(int n, double mean, @Nullable Double sd, @Nullable Interval interval) {

  /**
   * @throws IllegalArgumentException for no values, or one that is not finite
   */
  public static Sample of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sample needs a value");
    }
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (double value : values) {
      BigDecimal x = new BigDecimal(value);
      sum = sum.add(x);
      squares = squares.add(x.multiply(x));
    }
    int n = values.size();
    BigDecimal count = BigDecimal.valueOf(n);
    double mean = sum.divide(count, MathContext.DECIMAL128).doubleValue();
    if (n == 1) {
      return new Sample(n, mean, null, null);
    }
    // (nΣx² − (Σx)²) / n(n−1): cancellation is no danger where nothing was rounded before.
    double variance =
        count
            .multiply(squares)
            .subtract(sum.multiply(sum))
            .divide(count.multiply(BigDecimal.valueOf(n - 1L)), MathContext.DECIMAL128)
            .doubleValue();
    double sd = Math.sqrt(variance);
    double half = TDistribution.of(n - 1).inverseSurvivalProbability(0.025) * sd / Math.sqrt(n);
    return new Sample(n, mean, sd, new Interval(mean - half, mean + half));
  }
}
