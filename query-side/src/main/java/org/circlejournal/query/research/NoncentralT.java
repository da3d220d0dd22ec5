package org.circlejournal.query.research;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/**
 * The noncentral t distribution, T = (Z + δ)/S with Z standard normal and S² = χ²(ν)/ν (Johnson,
 * Kotz &amp; Balakrishnan 1995, Continuous Univariate Distributions 2, chapter 31).
 *
 * <p>From the definition, for t &gt; 0, with f and Q the density and survival function of S, in two
 * ways:
 *
 * <pre>
 *   P(T ≤ t) = ∫ f(s) Φ(ts − δ) ds                      over s &gt; 0
 *            = Φ(−δ) + ∫ φ(u) Q((u + δ)/t) du           over u &gt; −δ
 * </pre>
 *
 * Each integrand is a bump times a step; the one whose step is wider than its bump is smooth, and
 * is summed by Gauss and Legendre. Unlike the series of Lenth (1989, Applied Statistics 38, AS
 * 243), which the test holds against it, this neither underflows nor slows down for the huge δ of a
 * group that changed almost alike.
 */
final class NoncentralT {

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Five-point Gauss–Legendre, Abramowitz &amp; Stegun 25.4.30. */
  private static final double[] NODES = {
    -0.906179845938664, -0.538469310105683, 0, 0.538469310105683, 0.906179845938664
  };

  private static final double[] WEIGHTS = {
    0.236926885056189, 0.478628670499366, 0.568888888888889, 0.478628670499366, 0.236926885056189
  };

  private static final int PANELS = 64;

  /** Beyond nine SDs the normal density is below 1e-18. */
  private static final double REACH = 9;

  private static final double PRECISION = 1e-13;
  private static final int MOST_STEPS = 500;

  private NoncentralT() {}

  /**
   * P(T ≤ t).
   *
   * @param df ν, at least 1
   * @param delta noncentrality δ
   */
  static double cdf(double t, int df, double delta) {
    return Spread.of(df).cdf(t, delta);
  }

  /**
   * What does not depend on t and δ: nodes s of the first integral, and the density of S at each
   * times its weight.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Spread(int df, ChiSquaredDistribution chi, double[] nodes, double[] weights) {

    static Spread of(int df) {
      ChiSquaredDistribution chi = ChiSquaredDistribution.of(df);
      double root = Math.sqrt(df);
      double from = Math.max(0, 1 - REACH / root);
      double half = (1 + REACH / root - from) / PANELS / 2;
      double[] nodes = new double[PANELS * NODES.length];
      double[] weights = new double[nodes.length];
      for (int i = 0; i < nodes.length; i++) {
        double s = from + (2 * (i / NODES.length) + 1) * half + half * NODES[i % NODES.length];
        nodes[i] = s;
        weights[i] = half * WEIGHTS[i % NODES.length] * 2 * df * s * chi.density(df * s * s);
      }
      return new Spread(df, chi, nodes, weights);
    }

    double cdf(double t, double delta) {
      if (t < 0) {
        return 1 - cdf(-t, -delta);
      }
      if (t == 0) {
        return NORMAL.cumulativeProbability(-delta);
      }
      // Equal widths are at t² = 2ν; the second way is ten times dearer and the first still exact
      // here.
      if (t * t >= 6.0 * df) {
        double from = Math.max(-delta, -REACH);
        double integral =
            integrate(
                u -> {
                  double s = (u + delta) / t;
                  return NORMAL.density(u) * chi.survivalProbability(df * s * s);
                },
                from,
                REACH);
        return Math.min(1, NORMAL.cumulativeProbability(-delta) + integral);
      }
      double sum = 0;
      for (int i = 0; i < nodes.length; i++) {
        sum += weights[i] * NORMAL.cumulativeProbability(t * nodes[i] - delta);
      }
      return Math.min(1, sum);
    }
  }

  /**
   * The δ that puts the probability {@code p} at or below {@code t}.
   *
   * @param p between 0 and 1
   */
  static double noncentrality(double t, int df, double p) {
    Spread spread = Spread.of(df);
    DoubleUnaryOperator above = delta -> spread.cdf(t, delta) - p;
    // About as far as the limits of a normal T would be.
    double reach = 3 * Math.sqrt(1 + t * t / (2.0 * df));
    while (above.applyAsDouble(t - reach) < 0 || above.applyAsDouble(t + reach) > 0) {
      reach *= 2;
    }
    return new BracketingNthOrderBrentSolver(PRECISION, PRECISION, 5)
        .solve(MOST_STEPS, above::applyAsDouble, t - reach, t + reach);
  }

  private static double integrate(DoubleUnaryOperator f, double from, double to) {
    if (from >= to) {
      return 0;
    }
    double half = (to - from) / PANELS / 2;
    double sum = 0;
    for (int panel = 0; panel < PANELS; panel++) {
      double middle = from + (2 * panel + 1) * half;
      for (int i = 0; i < NODES.length; i++) {
        sum += WEIGHTS[i] * f.applyAsDouble(middle + half * NODES[i]);
      }
    }
    return sum * half;
  }
}
