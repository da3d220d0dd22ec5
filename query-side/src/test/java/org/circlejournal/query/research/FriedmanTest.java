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
import org.junit.jupiter.api.Test;

class FriedmanTest {

  @Test
  void known_results_are_met() {
    for (JsonNode v : Vectors.list(Vectors.ALL.get("friedman"))) {
      Friedman friedman = Friedman.of(Vectors.rows(v));
      assertThat(friedman.chiSquared()).isCloseTo(v.get("chiSquared").doubleValue(), within(1e-6));
      assertThat(friedman.pChiSquared())
          .isCloseTo(v.get("pChiSquared").doubleValue(), within(1e-6));
      assertThat(friedman.kendallW()).isCloseTo(v.get("kendallW").doubleValue(), within(1e-6));
      assertThat(friedman.pExact()).isCloseTo(v.get("pExact").doubleValue(), within(1e-6));
    }
  }

  @Property(tries = 150, seed = "20250113")
  void exact_p_is_the_share_of_all_orders(
      @ForAll @IntRange(min = 1, max = 5) int n,
      @ForAll @IntRange(min = 2, max = 3) int waves,
      @ForAll @IntRange(min = 1, max = 4) int largest,
      @ForAll Random random) {
    List<double[]> rows = rows(n, waves, largest, random);
    assertThat(requireNonNull(Friedman.of(rows).pExact()))
        .isCloseTo(bruteForce(rows), within(1e-12));
  }

  @Property(tries = 30, seed = "20250114")
  void exact_p_is_the_share_of_all_orders_of_four_waves(@ForAll Random random) {
    List<double[]> rows = rows(3, 4, 5, random);
    assertThat(requireNonNull(Friedman.of(rows).pExact()))
        .isCloseTo(bruteForce(rows), within(1e-12));
  }

  @Property(tries = 100, seed = "20250115")
  void order_sign_scale_and_the_waves_names_do_not_matter(
      @ForAll @IntRange(min = 1, max = 12) int n, @ForAll Random random) {
    List<double[]> rows = rows(n, 3, 6, random);
    Friedman one = Friedman.of(rows);
    // Turned over, other patterns of ties are counted first, and the last bit may differ.
    Friedman turned = Friedman.of(rows.stream().map(r -> of(-r[0], -r[1], -r[2])).toList());
    assertThat(turned.chiSquared()).isEqualTo(one.chiSquared());
    assertThat(requireNonNull(turned.pExact()))
        .isCloseTo(requireNonNull(one.pExact()), within(1e-14));
    assertThat(Friedman.of(rows.stream().map(r -> of(7 * r[0], 7 * r[1], 7 * r[2])).toList()))
        .isEqualTo(one);
    assertThat(Friedman.of(rows.stream().map(r -> of(r[2], r[0], r[1])).toList())).isEqualTo(one);
    Collections.shuffle(rows, random);
    assertThat(Friedman.of(rows)).isEqualTo(one);
  }

  @Test
  void two_waves_are_the_sign_test() {
    // seven of eight fell: 2·(1 + 8)/256
    List<double[]> rows = new ArrayList<>(Collections.nCopies(7, of(5, 3)));
    rows.add(of(3, 5));
    assertThat(Friedman.of(rows).pExact()).isCloseTo(18 / 256.0, within(1e-14));
  }

  @Test
  void nothing_changed_is_no_evidence() {
    assertThat(Friedman.of(List.of(of(1, 1, 1), of(4, 4, 4))))
        .isEqualTo(new Friedman(2, 3, null, null, null, 1.0));
  }

  @Test
  void what_would_take_too_long_is_not_counted() {
    Friedman large = Friedman.of(rows(60, 5, 1000, new Random(1)));
    assertThat(large.pExact()).isNull();
    assertThat(large.pChiSquared()).isBetween(0.0, 1.0);
  }

  @Test
  void a_missing_value_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Friedman.of(List.of(of(1, Double.NaN, 2))));
    assertThatIllegalArgumentException().isThrownBy(() -> Friedman.of(List.of(of(1))));
    assertThatIllegalArgumentException().isThrownBy(() -> Friedman.of(List.of()));
  }

  private static double[] of(double... values) {
    return values;
  }

  private static List<double[]> rows(int n, int waves, int largest, Random random) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(random.ints(waves, 0, largest + 1).asDoubleStream().toArray());
    }
    return rows;
  }

  /** Every order of every row, by recursion: slow and obvious. */
  private static double bruteForce(List<double[]> rows) {
    double seen = spread(rows);
    long[] counts = new long[2];
    count(rows, 0, seen, counts);
    return (double) counts[0] / counts[1];
  }

  private static void count(List<double[]> rows, int at, double seen, long[] counts) {
    if (at == rows.size()) {
      counts[1]++;
      counts[0] += spread(rows) >= seen - 1e-9 ? 1 : 0;
      return;
    }
    for (double[] order : permutations(rows.get(at))) {
      List<double[]> next = new ArrayList<>(rows);
      next.set(at, order);
      count(next, at + 1, seen, counts);
    }
  }

  private static double spread(List<double[]> rows) {
    int waves = rows.get(0).length;
    double[] sums = new double[waves];
    for (double[] row : rows) {
      for (int w = 0; w < waves; w++) {
        double value = row[w];
        sums[w] +=
            Arrays.stream(row).filter(x -> x < value).count()
                + (Arrays.stream(row).filter(x -> x == value).count() + 1) / 2.0;
      }
    }
    double mean = Arrays.stream(sums).sum() / waves;
    return Arrays.stream(sums).map(s -> (s - mean) * (s - mean)).sum();
  }

  private static List<double[]> permutations(double[] values) {
    if (values.length == 1) {
      return List.of(values);
    }
    List<double[]> all = new ArrayList<>();
    for (int first = 0; first < values.length; first++) {
      double[] rest = new double[values.length - 1];
      System.arraycopy(values, 0, rest, 0, first);
      System.arraycopy(values, first + 1, rest, first, rest.length - first);
      for (double[] tail : permutations(rest)) {
        double[] order = new double[values.length];
        order[0] = values[first];
        System.arraycopy(tail, 0, order, 1, tail.length);
        all.add(order);
      }
    }
    return all;
  }
}
