package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class NoncentralTTest {

  @Test
  void known_results_are_met() {
    for (JsonNode v : Vectors.list(Vectors.ALL.get("noncentralT").get("rows"))) {
      assertThat(
              NoncentralT.cdf(
                  v.get("t").doubleValue(), v.get("df").intValue(), v.get("delta").doubleValue()))
          .as(v.toString())
          .isCloseTo(v.get("p").doubleValue(), within(1e-12));
    }
  }

  @Property(tries = 300)
  void the_series_of_lenth_says_the_same(
      @ForAll @DoubleRange(min = -30, max = 30) double t,
      @ForAll @IntRange(min = 1, max = 60) int df,
      @ForAll @DoubleRange(min = -12, max = 12) double delta) {
    assertThat(NoncentralT.cdf(t, df, delta)).isCloseTo(lenth(t, df, delta), within(1e-10));
  }

  @Property(tries = 200)
  void without_noncentrality_it_is_students(
      @ForAll @DoubleRange(min = -30, max = 30) double t,
      @ForAll @IntRange(min = 1, max = 60) int df) {
    assertThat(NoncentralT.cdf(t, df, 0))
        .isCloseTo(TDistribution.of(df).cumulativeProbability(t), within(1e-11));
  }

  @Test
  void noncentrality_turns_the_probability_back_also_for_huge_t() {
    for (int df : new int[] {1, 4, 12, 29}) {
      for (double t : new double[] {-70000, -80, -3, 0, 0.1, 2, 45, 70000}) {
        for (double p : new double[] {0.025, 0.975}) {
          double delta = NoncentralT.noncentrality(t, df, p);
          assertThat(NoncentralT.cdf(t, df, delta)).isCloseTo(p, within(1e-9));
        }
      }
    }
  }

  /** AS 243: Poisson weights on incomplete beta functions, summed until they are exhausted. */
  private static double lenth(double t, int df, double delta) {
    if (t < 0) {
      return 1 - lenth(-t, df, -delta);
    }
    double x = t * t / (df + t * t);
    double lambda = delta * delta / 2;
    double sum = NormalDistribution.of(0, 1).cumulativeProbability(-delta);
    double p = Math.exp(-lambda);
    for (int j = 0; j < 600; j++) {
      double q = delta * Math.exp(-lambda + j * log(lambda, j) - LogGamma.value(j + 1.5));
      sum += p * RegularizedBeta.value(x, j + 0.5, df / 2.0) / 2;
      sum += q / Math.sqrt(2) * RegularizedBeta.value(x, j + 1.0, df / 2.0) / 2;
      p *= lambda / (j + 1);
    }
    return sum;
  }

  private static double log(double lambda, int j) {
    return j == 0 ? 0 : Math.log(lambda);
  }
}
