package org.circlejournal.query.research;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.circlejournal.query.research.RandomEffects.Estimate;
import org.junit.jupiter.api.Test;

class RandomEffectsTest {

  @Test
  void known_results_are_met() {
    JsonNode v = Vectors.ALL.get("vaccineTrials");
    List<Estimate> trials =
        Vectors.list(v.get("tables")).stream()
            .map(
                t -> {
                  double a = t.get(0).doubleValue();
                  double n1 = a + t.get(1).doubleValue();
                  double c = t.get(2).doubleValue();
                  double n2 = c + t.get(3).doubleValue();
                  return new Estimate(Math.log(a / n1 / (c / n2)), 1 / a - 1 / n1 + 1 / c - 1 / n2);
                })
            .toList();
    RandomEffects pooled = RandomEffects.of(trials);
    assertThat(pooled.circles()).isEqualTo(13);
    requireClose(pooled.fixed(), v, "fixed");
    requireClose(pooled.q(), v, "q");
    requireClose(pooled.i2(), v, "i2");
    requireClose(pooled.derSimonianLaird().tau2(), v, "tau2ByMoments");
    requireClose(pooled.derSimonianLaird().mean(), v, "meanByMoments");
    requireClose(pooled.derSimonianLaird().standardError(), v, "seByMoments");
    requireClose(pooled.reml().tau2(), v, "tau2");
    requireClose(pooled.reml().mean(), v, "mean");
    requireClose(pooled.reml().standardError(), v, "se");
    assertThat(pooled.hartungKnapp().low())
        .isCloseTo(v.get("hartungKnapp").get(0).doubleValue(), within(1e-6));
    assertThat(pooled.hartungKnapp().high())
        .isCloseTo(v.get("hartungKnapp").get(1).doubleValue(), within(1e-6));
    Interval prediction = requireNonNull(pooled.prediction());
    assertThat(prediction.low()).isLessThan(pooled.hartungKnapp().low());
  }

  /** With equal variances all is known: the mean of the effects and its t interval. */
  @Property(tries = 100, seed = "20250113")
  void circles_of_equal_variance_are_a_sample(
      @ForAll @IntRange(min = 2, max = 20) int k, @ForAll Random random) {
    List<Double> effects = random.doubles(k, -3, 3).boxed().toList();
    Sample sample = Sample.of(effects);
    double variance = 0.5;
    RandomEffects pooled =
        RandomEffects.of(effects.stream().map(e -> new Estimate(e, variance)).toList());
    double tau2 = Math.max(0, Math.pow(requireNonNull(sample.sd()), 2) - variance);
    assertThat(pooled.derSimonianLaird().tau2()).isCloseTo(tau2, within(1e-9));
    assertThat(pooled.reml().tau2()).isCloseTo(tau2, within(1e-7));
    assertThat(pooled.reml().mean()).isCloseTo(sample.mean(), within(1e-9));
    Interval interval = requireNonNull(sample.interval());
    assertThat(pooled.hartungKnapp().low()).isCloseTo(interval.low(), within(1e-7));
    assertThat(pooled.hartungKnapp().high()).isCloseTo(interval.high(), within(1e-7));
  }

  @Property(tries = 100, seed = "20250114")
  void no_other_variance_is_more_likely(
      @ForAll @IntRange(min = 2, max = 15) int k, @ForAll Random random) {
    List<Estimate> estimates = estimates(k, random);
    double tau2 = RandomEffects.of(estimates).reml().tau2();
    double top = likelihood(estimates, tau2);
    for (int i = 0; i <= 400; i++) {
      assertThat(likelihood(estimates, i * 0.05)).isLessThanOrEqualTo(top + 1e-9);
    }
  }

  @Property(tries = 100, seed = "20250115")
  void order_cannot_be_seen_in_any_bit_and_sign_and_unit_do_not_matter(
      @ForAll @IntRange(min = 2, max = 15) int k, @ForAll Random random) {
    List<Estimate> estimates = estimates(k, random);
    RandomEffects one = RandomEffects.of(estimates);
    RandomEffects other =
        RandomEffects.of(
            estimates.stream().map(e -> new Estimate(-2 * e.effect(), 4 * e.variance())).toList());
    assertThat(other.reml().mean()).isCloseTo(-2 * one.reml().mean(), within(1e-6));
    assertThat(other.reml().tau2()).isCloseTo(4 * one.reml().tau2(), within(1e-6));
    assertThat(other.hartungKnapp().low()).isCloseTo(-2 * one.hartungKnapp().high(), within(1e-6));
    assertThat(other.i2()).isCloseTo(one.i2(), within(1e-9));
    Collections.shuffle(estimates, random);
    assertThat(RandomEffects.of(estimates)).isEqualTo(one);
  }

  @Test
  void circles_that_agree_have_no_variance_between_them() {
    RandomEffects pooled =
        RandomEffects.of(List.of(new Estimate(2, 1), new Estimate(2, 3), new Estimate(2, 9)));
    assertThat(pooled.reml().tau2()).isEqualTo(0);
    assertThat(pooled.i2()).isEqualTo(0);
    assertThat(pooled.reml().mean()).isEqualTo(2);
    assertThat(pooled.pHeterogeneity()).isEqualTo(1);
  }

  @Test
  void one_circle_or_one_without_error_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RandomEffects.of(List.of(new Estimate(1, 1))));
    assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(Double.NaN, 1));
    assertThat(RandomEffects.of(List.of(new Estimate(1, 1), new Estimate(2, 1))).prediction())
        .isNull();
  }

  private static List<Estimate> estimates(int k, Random random) {
    List<Estimate> estimates = new ArrayList<>();
    for (int i = 0; i < k; i++) {
      estimates.add(new Estimate(random.nextInt(-40, 41) / 10.0, (1 + random.nextInt(30)) / 10.0));
    }
    return estimates;
  }

  /** By independent normals, less the log of what the mean takes. */
  private static double likelihood(List<Estimate> estimates, double tau2) {
    double w = estimates.stream().mapToDouble(e -> 1 / (e.variance() + tau2)).sum();
    double mean = estimates.stream().mapToDouble(e -> e.effect() / (e.variance() + tau2)).sum() / w;
    double log = -0.5 * Math.log(w);
    for (Estimate e : estimates) {
      double v = e.variance() + tau2;
      log -= 0.5 * (Math.log(v) + Math.pow(e.effect() - mean, 2) / v);
    }
    return log;
  }

  private static void requireClose(double figure, JsonNode vector, String name) {
    assertThat(figure).as(name).isCloseTo(vector.get(name).doubleValue(), within(1e-6));
  }
}
