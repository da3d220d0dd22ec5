package org.circlejournal.query.research;

import java.util.Collection;
import java.util.List;
import org.apache.commons.statistics.distribution.FDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Analysis of variance of people who were measured at each of k waves (Winer 1971, Statistical
 * Principles in Experimental Design, chapter 4): F = MS(wave)/MS(error) with k − 1 and (n−1)(k−1)
 * degrees of freedom. Only people who are complete can be in it; {@link MixedModel} keeps the
 * others and is the same on complete data.
 *
 * @param n people, at least 2
 * @param waves k, at least 2
 * @param f null when the error is 0
 * @param dfNumerator k − 1
 * @param dfDenominator (n−1)(k−1)
 * @param p of F if all differences between waves vary alike (sphericity); null with f
 * @param mse mean square of the error, in the squared unit of the values
 * @param epsilon ε̂ = tr(S)²/((k−1)·tr(S²)), S the covariance of the waves, centred both ways
 *     (Greenhouse &amp; Geisser 1959, Psychometrika 24, 95–112); 1 for k = 2; null with f
 * @param pGreenhouseGeisser of F with both degrees of freedom multiplied by ε̂; null with f
 * @param partialEtaSquared SS(wave)/(SS(wave) + SS(error)); null when both are 0
 */
public record RepeatedMeasures(
    int n,
    int waves,
    @Nullable Double f,
    int dfNumerator,
    int dfDenominator,
    @Nullable Double p,
    double mse,
    @Nullable Double epsilon,
    @Nullable Double pGreenhouseGeisser,
    @Nullable Double partialEtaSquared) {

  /** Below this share of the whole, a sum of squares is noise of the arithmetic. */
  private static final double NOISE = 1e-14;

  /**
   * @param rows one per person, a value for each wave; whose order does not matter
   * @throws IllegalArgumentException for fewer than two rows or waves, or a missing value
   */
  public static RepeatedMeasures of(Collection<double[]> rows) {
    int k = Rows.requireComplete(rows);
    int n = rows.size();
    if (n < 2) {
      throw new IllegalArgumentException("one person has no error");
    }
    List<double[]> people = Rows.sorted(rows);
    double[] waveMeans = new double[k];
    double grand = 0;
    for (double[] row : people) {
      for (int w = 0; w < k; w++) {
        waveMeans[w] += row[w] / n;
        grand += row[w] / n / k;
      }
    }
    double total = 0;
    double error = 0;
    double between = 0;
    double[][] residuals = new double[n][k];
    for (int i = 0; i < n; i++) {
      double own = 0;
      for (double value : people.get(i)) {
        own += value / k;
      }
      for (int w = 0; w < k; w++) {
        double value = people.get(i)[w];
        double residual = value - own - waveMeans[w] + grand;
        residuals[i][w] = residual;
        error += residual * residual;
        between += (waveMeans[w] - grand) * (waveMeans[w] - grand);
        total += (value - grand) * (value - grand);
      }
    }
    error = error <= NOISE * total ? 0 : error;
    between = between <= NOISE * total ? 0 : between;
    int df1 = k - 1;
    int df2 = (n - 1) * (k - 1);
    double mse = error / df2;
    Double eta = between + error == 0 ? null : (Double) (between / (between + error));
    if (error == 0) {
      return new RepeatedMeasures(n, k, null, df1, df2, null, mse, null, null, eta);
    }
    double f = between / df1 / mse;
    double epsilon = epsilon(residuals, k);
    return new RepeatedMeasures(
        n,
        k,
        f,
        df1,
        df2,
        survival(f, df1, df2),
        mse,
        epsilon,
        survival(f, df1 * epsilon, df2 * epsilon),
        eta);
  }

  /** From residuals centred both ways, whose products are those of S but for a factor. */
  private static double epsilon(double[][] residuals, int k) {
    double trace = 0;
    double squares = 0;
    for (int a = 0; a < k; a++) {
      for (int b = 0; b < k; b++) {
        double product = 0;
        for (double[] residual : residuals) {
          product += residual[a] * residual[b];
        }
        trace += a == b ? product : 0;
        squares += product * product;
      }
    }
    return Math.min(1, trace * trace / ((k - 1) * squares));
  }

  private static double survival(double f, double df1, double df2) {
    return FDistribution.of(df1, df2).survivalProbability(f);
  }
}
