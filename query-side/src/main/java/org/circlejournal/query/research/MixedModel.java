package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.circlejournal.query.research.RandomIntercept.Fit;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.jspecify.annotations.Nullable;

/**
 * The linear mixed model score ~ wave + (1 | person) by restricted maximum likelihood (Patterson
 * &amp; Thompson 1971, Biometrika 58, 545–554; Laird &amp; Ware 1982, Biometrics 38, 963–974).
 * Missing waves are no obstacle, if what made them missing shows in the scores that are there.
 *
 * <p>Never z: a change has t with Satterthwaite's degrees of freedom, ν = 2v²/Var(v), v = c'Cc the
 * variance of the change and Var(v) by the expected information of both variances (Giesbrecht &amp;
 * Burns 1985, Biometrics 41, 477–486). All changes together have F, with the degrees of freedom of
 * Fai &amp; Cornelius (1996, Journal of Statistical Computation and Simulation 54, 363–378). On
 * complete data that is {@link RepeatedMeasures}, unless people vary so little that tau2 is 0: then
 * there is one variance only and ν = observations − waves.
 *
 * @param people with one value or more
 * @param observations values in all
 * @param levels one for each wave, estimated for all people
 * @param changes one for each pair of waves, in order
 * @param sigma2 variance within people, in the squared unit of the values
 * @param tau2 variance between people, likewise; 0 is its lowest
 * @param logLikelihood restricted, with its constant −(N−k)/2·log 2π
 * @param f of all changes together
 * @param dfNumerator waves − 1
 * @param dfDenominator need not be whole
 * @param p of f
 */
public record MixedModel(
    int people,
    int observations,
    List<Level> levels,
    List<Change> changes,
    double sigma2,
    double tau2,
    double logLikelihood,
    double f,
    int dfNumerator,
    double dfDenominator,
    double p) {

  public MixedModel {
    levels = List.copyOf(levels);
    changes = List.copyOf(changes);
  }

  /**
   * @param wave its place in a row, from 0
   * @param n people with a value
   * @param interval 95%
   */
  public record Level(
      int wave, int n, double mean, double standardError, double df, Interval interval) {}

  /**
   * @param from place of the earlier wave
   * @param to place of the later wave
   * @param estimate later − earlier
   * @param interval 95%
   */
  public record Change(
      int from,
      int to,
      double estimate,
      double standardError,
      double df,
      double t,
      double p,
      Interval interval) {}

  /**
   * @param rows one per person, a value for each wave, NaN where it is missing; whose order does
   *     not matter
   * @return empty if the data do not tell both variances: a wave without values, fewer than two
   *     people with two values or more, no degree of freedom left, or values that the model meets
   *     without error
   * @throws IllegalArgumentException for no rows, fewer than two waves, or an infinite value
   */
  public static Optional<MixedModel> fit(Collection<double[]> rows) {
    int waves = Rows.requireWaves(rows);
    List<double[]> people =
        Rows.sorted(rows).stream()
            .filter(row -> Arrays.stream(row).anyMatch(x -> !Double.isNaN(x)))
            .toList();
    return Optional.ofNullable(RandomIntercept.fit(people, waves)).map(fit -> of(fit, waves));
  }

  private static MixedModel of(Fit fit, int waves) {
    List<Level> levels = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (int w = 0; w < waves; w++) {
      double[] c = new double[waves];
      c[w] = 1;
      levels.add(level(fit, w, c));
    }
    for (int from = 0; from < waves; from++) {
      for (int to = from + 1; to < waves; to++) {
        double[] c = new double[waves];
        c[from] = -1;
        c[to] = 1;
        changes.add(change(fit, from, to, c));
      }
    }
    double[] joint = joint(fit, waves);
    double f = joint[0];
    double df = joint[1];
    double p = FDistribution.of(waves - 1, df).survivalProbability(f);
    return new MixedModel(
        fit.people(),
        fit.observations(),
        levels,
        changes,
        fit.sigma2(),
        fit.tau2(),
        fit.logLikelihood(),
        f,
        waves - 1,
        df,
        p);
  }

  private static Level level(Fit fit, int wave, double[] c) {
    double se = Math.sqrt(fit.variance(c));
    double df = fit.df(c);
    double mean = fit.estimate(c);
    return new Level(wave, fit.observed(wave), mean, se, df, interval(mean, se, df));
  }

  private static Change change(Fit fit, int from, int to, double[] c) {
    double se = Math.sqrt(fit.variance(c));
    double df = fit.df(c);
    double estimate = fit.estimate(c);
    double t = estimate / se;
    double p = Math.min(1, 2 * TDistribution.of(df).survivalProbability(Math.abs(t)));
    return new Change(from, to, estimate, se, df, t, p, interval(estimate, se, df));
  }

  private static Interval interval(double estimate, double se, double df) {
    double half = TDistribution.of(df).inverseSurvivalProbability(0.025) * se;
    return new Interval(estimate - half, estimate + half);
  }

  /** F and its second degrees of freedom, from changes that are independent of each other. */
  private static double[] joint(Fit fit, int waves) {
    int q = waves - 1;
    RealMatrix contrasts = MatrixUtils.createRealMatrix(q, waves);
    for (int i = 0; i < q; i++) {
      contrasts.setEntry(i, 0, -1);
      contrasts.setEntry(i, i + 1, 1);
    }
    RealMatrix covariance = contrasts.multiply(fit.covariance()).multiplyTransposed(contrasts);
    EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(covariance);
    double f = 0;
    double[] df = new double[q];
    for (int i = 0; i < q; i++) {
      RealVector direction = contrasts.preMultiply(eigen.getEigenvector(i));
      double[] c = direction.toArray();
      double estimate = fit.estimate(c);
      f += estimate * estimate / fit.variance(c) / q;
      df[i] = fit.df(c);
    }
    return new double[] {f, together(df)};
  }

  private static double together(double[] df) {
    double least = Arrays.stream(df).min().orElseThrow();
    double most = Arrays.stream(df).max().orElseThrow();
    if (most - least <= 1e-8 * most) {
      return Arrays.stream(df).average().orElseThrow();
    }
    double expected = 0;
    for (double each : df) {
      if (each <= 2) {
        return 2;
      }
      expected += each / (each - 2);
    }
    return 2 * expected / (expected - df.length);
  }

  /** The change between two waves, by their places; null where there is none. */
  public @Nullable Change change(int from, int to) {
    return changes.stream()
        .filter(each -> each.from() == from && each.to() == to)
        .findFirst()
        .orElse(null);
  }

  /** tau2/(tau2 + sigma2): how much two values of one person have in common. */
  public double intraclassCorrelation() {
    return tau2 / (tau2 + sigma2);
  }
}
