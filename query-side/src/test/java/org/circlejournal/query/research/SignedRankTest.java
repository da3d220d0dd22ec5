package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.circlejournal.query.research.SignedRank.Zeros;
import org.junit.jupiter.api.Test;

class SignedRankTest {

  @Test
  void known_results_are_met() {
    for (JsonNode v : Vectors.list(Vectors.ALL.get("signedRank"))) {
      Zeros zeros = Zeros.valueOf(v.get("zeros").textValue().toUpperCase(Locale.ROOT));
      assertThat(SignedRank.of(Vectors.doubles(v.get("differences")), zeros).p())
          .as(v.get("name").textValue())
          .isCloseTo(v.get("p").doubleValue(), within(1e-12));
    }
  }

  @Test
  void the_smallest_p_is_that_of_all_in_one_direction() {
    Vectors.ALL
        .get("smallestTwoSidedP")
        .properties()
        .forEach(
            e -> {
              double[] up =
                  IntStream.rangeClosed(1, Integer.parseInt(e.getKey(), 10))
                      .asDoubleStream()
                      .toArray();
              assertThat(SignedRank.of(up, Zeros.DROPPED).p())
                  .isEqualTo(e.getValue().doubleValue());
            });
  }

  @Test
  void critical_values_are_the_last_below_five_percent() {
    Vectors.ALL
        .get("criticalWAtTwoSided05")
        .properties()
        .forEach(
            e -> {
              int n = Integer.parseInt(e.getKey(), 10);
              int w = e.getValue().intValue();
              assertThat(withMinus(n, w).wMinus()).isEqualTo(w);
              assertThat(withMinus(n, w).p()).isLessThanOrEqualTo(0.05);
              assertThat(withMinus(n, w + 1).p()).isGreaterThan(0.05);
            });
  }

  @Test
  void nothing_changed_is_no_evidence() {
    assertThat(SignedRank.of(new double[] {0, 0, -0.0}, Zeros.DROPPED))
        .isEqualTo(new SignedRank(0, 0, 0, 1));
    assertThat(SignedRank.of(new double[] {0, 0, 0}, Zeros.PRATT))
        .isEqualTo(new SignedRank(0, 0, 0, 1));
  }

  @Test
  void the_rank_biserial_correlation_says_how_many_ranks_rose() {
    assertThat(SignedRank.of(new double[] {1, 2, 3}, Zeros.DROPPED).rankBiserial()).isEqualTo(1);
    assertThat(SignedRank.of(new double[] {-1, -2}, Zeros.DROPPED).rankBiserial()).isEqualTo(-1);
    // ranks 1 2 against 3: (3 − 3)/6
    assertThat(SignedRank.of(new double[] {1, 2, -3}, Zeros.DROPPED).rankBiserial()).isEqualTo(0);
    assertThat(SignedRank.of(new double[] {0}, Zeros.DROPPED).rankBiserial()).isEqualTo(0);
  }

  @Test
  void p_is_never_above_one() {
    assertThat(SignedRank.of(new double[] {1, -1}, Zeros.DROPPED).p()).isEqualTo(1);
    assertThat(SignedRank.of(new double[] {1, 2, -3}, Zeros.DROPPED).p()).isEqualTo(1);
  }

  @Test
  void twenty_are_exact_and_twenty_one_are_normal() {
    double[] twenty = IntStream.rangeClosed(1, 20).asDoubleStream().toArray();
    assertThat(SignedRank.of(twenty, Zeros.DROPPED).p()).isEqualTo(Math.scalb(1.0, -19));
    double[] more = IntStream.rangeClosed(1, 21).asDoubleStream().toArray();
    // z = 115.5/sqrt(21*22*43/24) = 4.014509
    assertThat(SignedRank.of(more, Zeros.DROPPED).p()).isCloseTo(5.957e-5, within(1e-7));
  }

  @Property(tries = 200)
  void exact_p_is_the_share_of_all_sign_patterns(
      @ForAll @Size(min = 1, max = 11) List<@IntRange(min = -5, max = 5) Integer> values,
      @ForAll Zeros zeros) {
    double[] d = values.stream().mapToDouble(i -> i).toArray();
    assertThat(SignedRank.of(d, zeros).p()).isCloseTo(bruteForce(d, zeros), within(1e-12));
  }

  @Property(tries = 200)
  void order_sign_and_scale_do_not_matter(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -9, max = 9) Integer> values,
      @ForAll Zeros zeros,
      @ForAll long seed) {
    double[] d = values.stream().mapToDouble(i -> i).toArray();
    SignedRank one = SignedRank.of(d, zeros);
    Collections.shuffle(values, new Random(seed));
    assertThat(SignedRank.of(values.stream().mapToDouble(i -> i).toArray(), zeros)).isEqualTo(one);
    assertThat(SignedRank.of(Arrays.stream(d).map(x -> -x).toArray(), zeros))
        .isEqualTo(
            new SignedRank(
                /* wPlus= */ one.wMinus(), /* wMinus= */ one.wPlus(), one.nonZero(), one.p()));
    assertThat(SignedRank.of(Arrays.stream(d).map(x -> 7 * x).toArray(), zeros)).isEqualTo(one);
  }

  /** Differences 1 … n, of which those are negative that together have the rank sum w. */
  private static SignedRank withMinus(int n, int w) {
    double[] d = new double[n];
    int left = w;
    for (int rank = n; rank >= 1; rank--) {
      boolean negative = rank <= left;
      left -= negative ? rank : 0;
      d[rank - 1] = negative ? -rank : rank;
    }
    return SignedRank.of(d, Zeros.DROPPED);
  }

  /** All patterns of signs, ranks by counting who is smaller: slow and obvious. */
  private static double bruteForce(double[] differences, Zeros zeros) {
    double[] ranked =
        Arrays.stream(differences).filter(d -> zeros == Zeros.PRATT || d != 0).toArray();
    double[] ranks =
        Arrays.stream(ranked)
            .filter(d -> d != 0)
            .map(
                d ->
                    Arrays.stream(ranked).filter(e -> Math.abs(e) < Math.abs(d)).count()
                        + (Arrays.stream(ranked).filter(e -> Math.abs(e) == Math.abs(d)).count()
                                + 1)
                            / 2.0)
            .toArray();
    double[] signs = Arrays.stream(ranked).filter(d -> d != 0).map(Math::signum).toArray();
    double seen = 0;
    for (int i = 0; i < ranks.length; i++) {
      seen += ranks[i] * signs[i];
    }
    int asFar = 0;
    for (int pattern = 0; pattern < 1 << ranks.length; pattern++) {
      double sum = 0;
      for (int i = 0; i < ranks.length; i++) {
        sum += (pattern >> i & 1) == 1 ? ranks[i] : -ranks[i];
      }
      if (Math.abs(sum) >= Math.abs(seen)) {
        asFar++;
      }
    }
    return asFar / Math.pow(2, ranks.length);
  }
}
