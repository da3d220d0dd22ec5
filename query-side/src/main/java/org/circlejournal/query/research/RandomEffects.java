package org.circlejournal.query.research;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * One estimate from each of k circles, taken together. Circles are a sample of circles: three of
 * eight people are three, not twenty-four.
 *
 * <p>With w = 1/v and W = 1/(v + τ²): Q = Σw(y − ȳ)²; DerSimonian &amp; Laird (1986, Controlled
 * Clinical Trials 7, 177–188): τ² = (Q − (k−1))/(Σw − Σw²/Σw), at least 0; restricted maximum
 * likelihood (Viechtbauer 2005, Journal of Educational and Behavioral Statistics 30, 261–293); I² =
 * (Q − (k−1))/Q (Higgins &amp; Thompson 2002, Statistics in Medicine 21, 1539–1558).
 *
 * <p>The interval to report is that of Hartung &amp; Knapp (2001, Statistics in Medicine 20,
 * 3875–3889): μ ± t(0.975, k−1)·√(ΣW(y − μ)²/((k−1)ΣW)), with τ² by REML and without the ad hoc
 * rule that never lets it be narrower. Where a new circle would lie: μ ± t(0.975, k−2)·√(τ² + SE²)
 * (Higgins, Thompson &amp; Spiegelhalter 2009, JRSS A 172, 137–159), SE that of Hartung and Knapp.
 *
 * @param circles k, at least 2
 * @param fixed the mean if all circles had the same effect; all figures in the unit of the
 *     estimates, variances in its square
 * @param q Cochran's
 * @param pHeterogeneity of q by χ² with k − 1 degrees of freedom
 * @param i2 share of the variation that is not error, 0 to 1
 * @param hartungKnapp 95% interval of reml
 * @param prediction 95% interval of a new circle's effect; null for k = 2
 */
public record RandomEffects(
    int circles,
    double fixed,
    double q,
    double pHeterogeneity,
    double i2,
    Pooled derSimonianLaird,
    Pooled reml,
    Interval hartungKnapp,
    @Nullable Interval prediction) {

  /**
   * @param variance of its error, above 0
   */
  public record Estimate(double effect, double variance) {

    /**
     * @throws IllegalArgumentException for a figure that is not finite or a variance that is not
     *     positive: such a circle would outweigh all others
     */
    public Estimate {
      if (!(Double.isFinite(effect) && variance > 0 && Double.isFinite(variance))) {
        throw new IllegalArgumentException("effect " + effect + ", variance " + variance);
      }
    }
  }

  /**
   * @param tau2 variance of the true effects
   * @param standardError 1/√ΣW
   */
  public record Pooled(double tau2, double mean, double standardError) {}

  /**
   * @param estimates whose order does not matter
   * @throws IllegalArgumentException for fewer than two
   */
  public static RandomEffects of(Collection<Estimate> estimates) {
    int k = estimates.size();
    if (k < 2) {
      throw new IllegalArgumentException("one circle cannot be compared");
    }
    List<Estimate> all =
        estimates.stream()
            .sorted(
                Comparator.comparingDouble(Estimate::effect)
                    .thenComparingDouble(Estimate::variance))
            .toList();
    Weighted fixed = Weighted.of(all, 0);
    double q = fixed.squares();
    double byMoments = Math.max(0, (q - (k - 1)) / (fixed.w1() - fixed.w2() / fixed.w1()));
    double scale = all.stream().mapToDouble(Estimate::variance).average().orElseThrow() + byMoments;
    double byLikelihood =
        Peak.of(t -> Weighted.of(all, t).likelihood(), t -> Weighted.of(all, t).slope(), scale);
    Weighted reml = Weighted.of(all, byLikelihood);
    double knapp = Math.sqrt(reml.squares() / ((k - 1) * reml.w1()));
    return new RandomEffects(
        k,
        fixed.mean(),
        q,
        ChiSquaredDistribution.of(k - 1).survivalProbability(q),
        q == 0 ? 0 : Math.max(0, (q - (k - 1)) / q),
        Weighted.of(all, byMoments).pooled(),
        reml.pooled(),
        around(reml.mean(), knapp, k - 1),
        k == 2 ? null : around(reml.mean(), Math.sqrt(byLikelihood + knapp * knapp), k - 2));
  }

  private static Interval around(double mean, double error, int df) {
    double half = TDistribution.of(df).inverseSurvivalProbability(0.025) * error;
    return new Interval(mean - half, mean + half);
  }

  /**
   * The estimates under one τ².
   *
   * @param w1 ΣW
   * @param w2 ΣW²
   * @param squares ΣW(y − μ)²
   * @param squares2 ΣW²(y − μ)²
   * @param logs Σlog(v + τ²)
   */
  private record Weighted(
      double tau2,
      double mean,
      double w1,
      double w2,
      double squares,
      double squares2,
      double logs) {

    static Weighted of(List<Estimate> all, double tau2) {
      double w1 = 0;
      double w2 = 0;
      double sum = 0;
      double logs = 0;
      for (Estimate each : all) {
        double total = each.variance() + tau2;
        w1 += 1 / total;
        w2 += 1 / (total * total);
        sum += each.effect() / total;
        logs += Math.log(total);
      }
      double mean = sum / w1;
      double squares = 0;
      double squares2 = 0;
      for (Estimate each : all) {
        double away = (each.effect() - mean) / (each.variance() + tau2);
        squares += away * (each.effect() - mean);
        squares2 += away * away;
      }
      return new Weighted(tau2, mean, w1, w2, squares, squares2, logs);
    }

    double likelihood() {
      return -0.5 * (logs + Math.log(w1) + squares);
    }

    double slope() {
      return 0.5 * (squares2 - w1 + w2 / w1);
    }

    Pooled pooled() {
      return new Pooled(tau2, mean, 1 / Math.sqrt(w1));
    }
  }
}
