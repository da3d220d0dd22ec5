package org.circlejournal.query.research;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  @Test
  void the_known_result_is_met() {
    JsonNode v = Vectors.ALL.get("completeWaves");
    JsonNode b = v.get("bootstrap");
    Bootstrap bootstrap =
        Bootstrap.of(
            Vectors.rows(v).stream()
                .map(row -> row[b.get("to").intValue()] - row[b.get("from").intValue()])
                .toList(),
            0);
    assertThat(bootstrap.multisets()).isEqualTo(b.get("multisets").longValue());
    assertThat(bootstrap.percentile()).isEqualTo(interval(b.get("percentile")));
    assertThat(bootstrap.bca()).isEqualTo(interval(b.get("bca")));
    assertThat(bootstrap.z0()).isCloseTo(b.get("z0").doubleValue(), within(1e-6));
    assertThat(bootstrap.acceleration())
        .isCloseTo(b.get("acceleration").doubleValue(), within(1e-6));
    assertThat(bootstrap.seed()).isNull();
  }

  @Property(tries = 60, seed = "20250113")
  void the_enumeration_is_that_of_all_draws(
      @ForAll @Size(min = 2, max = 6) List<@IntRange(min = -9, max = 9) Integer> values) {
    double[] d = values.stream().mapToDouble(i -> i / 9.0).toArray();
    Bootstrap bootstrap = Bootstrap.of(Arrays.stream(d).boxed().toList(), 0);
    List<Integer> sums = new ArrayList<>();
    draw(values, 0, 0, sums);
    Collections.sort(sums);
    int n = d.length;
    int seen = values.stream().mapToInt(i -> i).sum();
    assertThat(bootstrap.percentile().low())
        .isCloseTo(quantile(sums, 0.025) / (9.0 * n), within(1e-12));
    assertThat(bootstrap.percentile().high())
        .isCloseTo(quantile(sums, 0.975) / (9.0 * n), within(1e-12));
    double below = (double) sums.stream().filter(s -> s < seen).count() / sums.size();
    if (bootstrap.z0() != null) {
      assertThat(bootstrap.z0())
          .isCloseTo(NORMAL.inverseCumulativeProbability(below), within(1e-9));
      assertThat(requireNonNull(bootstrap.acceleration()))
          .isCloseTo(leavingOneOut(d), within(1e-9));
    } else {
      assertThat(values.stream().distinct()).hasSize(1);
    }
  }

  @Property(tries = 60, seed = "20250114")
  void order_and_unit_do_not_matter(
      @ForAll @Size(min = 2, max = 15) List<@IntRange(min = -9, max = 9) Integer> values,
      @ForAll Random random) {
    List<Double> d = new ArrayList<>(values.stream().map(i -> i / 9.0).toList());
    Bootstrap one = Bootstrap.of(d, 7);
    Bootstrap larger = Bootstrap.of(values.stream().map(i -> (double) i).toList(), 7);
    assertThat(larger.bca().low()).isCloseTo(9 * one.bca().low(), within(1e-9));
    assertThat(larger.bca().high()).isCloseTo(9 * one.bca().high(), within(1e-9));
    Collections.shuffle(d, random);
    assertThat(Bootstrap.of(d, 7)).isEqualTo(one);
  }

  @Test
  void eleven_are_enumerated_and_twelve_are_drawn_with_the_declared_seed() {
    List<Double> eleven = new Random(3).doubles(11).boxed().toList();
    assertThat(Bootstrap.of(eleven, 1).multisets()).isEqualTo(352_716);
    assertThat(Bootstrap.of(eleven, 1)).isEqualTo(Bootstrap.of(eleven, 2));
    List<Double> twelve = new Random(3).doubles(12).boxed().toList();
    Bootstrap drawn = Bootstrap.of(twelve, 1);
    assertThat(drawn.multisets()).isNull();
    assertThat(drawn.draws()).isEqualTo(10_000);
    assertThat(drawn.seed()).isEqualTo(1);
    assertThat(Bootstrap.of(twelve, 1)).isEqualTo(drawn);
    assertThat(Bootstrap.of(twelve, 2)).isNotEqualTo(drawn);
    // Both kinds estimate the same: the twelfth is the mean of the others.
    List<Double> more = new ArrayList<>(eleven);
    more.add(Sample.of(eleven).mean());
    double complete = Bootstrap.of(eleven, 1).percentile().low();
    assertThat(Bootstrap.of(more, 1).percentile().low()).isCloseTo(complete, within(0.05));
  }

  @Test
  void equal_differences_have_no_bias_to_correct() {
    Bootstrap same = Bootstrap.of(Collections.nCopies(5, 31 / 9.0), 0);
    assertThat(same.bca().low()).isCloseTo(31 / 9.0, within(1e-12));
    assertThat(same.bca()).isEqualTo(same.percentile());
    assertThat(same.z0()).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> Bootstrap.of(List.of(1.0), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bootstrap.of(List.of(1.0, Double.NaN), 0));
  }

  private static Interval interval(JsonNode bounds) {
    return new Interval(bounds.get(0).doubleValue(), bounds.get(1).doubleValue());
  }

  /** All nⁿ draws: slow and obvious. */
  private static void draw(List<Integer> values, int drawn, int sum, List<Integer> sums) {
    if (drawn == values.size()) {
      sums.add(sum);
      return;
    }
    for (int value : values) {
      draw(values, drawn + 1, sum + value, sums);
    }
  }

  private static int quantile(List<Integer> sorted, double share) {
    int at = (int) Math.ceil(share * sorted.size() - 1e-9);
    return sorted.get(Math.max(1, at) - 1);
  }

  private static double leavingOneOut(double[] d) {
    int n = d.length;
    double[] means = new double[n];
    for (int i = 0; i < n; i++) {
      means[i] = (Arrays.stream(d).sum() - d[i]) / (n - 1);
    }
    double mean = Arrays.stream(means).average().orElseThrow();
    double cubes = Arrays.stream(means).map(m -> Math.pow(mean - m, 3)).sum();
    double squares = Arrays.stream(means).map(m -> Math.pow(mean - m, 2)).sum();
    return cubes / (6 * Math.pow(squares, 1.5));
  }
}
