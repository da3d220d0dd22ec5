package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {

  /** Without ties: 1 − 6Σd²/(n(n²−1)), over ranks that are counted one by one. */
  @Test
  void without_ties_it_is_the_formula_of_squared_distances() {
    Random random = new Random(11);
    for (int n = 4; n < 30; n++) {
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        pairs.add(new Pair(random.nextDouble(), random.nextDouble()));
      }
      double squares = 0;
      for (Pair one : pairs) {
        long x = pairs.stream().filter(other -> other.earlier() <= one.earlier()).count();
        long y = pairs.stream().filter(other -> other.later() <= one.later()).count();
        squares += (x - y) * (x - y);
      }
      RankCorrelation found = RankCorrelation.of(pairs);
      double rho = Objects.requireNonNull(found.rho());
      assertThat(found.rho())
          .isEqualTo(1 - 6 * squares / (n * ((double) n * n - 1)), within(1e-12));
      Interval interval = Objects.requireNonNull(found.interval());
      double z = 0.5 * Math.log((1 + rho) / (1 - rho));
      double high = z + 1.959963985 * Math.sqrt(1.06 / (n - 3));
      assertThat(interval.high())
          .isEqualTo((Math.exp(2 * high) - 1) / (Math.exp(2 * high) + 1), within(1e-9));
    }
  }

  @Test
  void ties_share_their_middle_rank_and_order_and_scale_do_not_matter() {
    List<Pair> pairs =
        List.of(new Pair(1, 2), new Pair(1, 1), new Pair(2, 3), new Pair(3, 3), new Pair(5, 9));
    // Ranks 1.5 1.5 3 4 5 and 2 1 3.5 3.5 5: Σxy 9, Σx² 9.5, Σy² 9.5 about their means.
    assertThat(RankCorrelation.of(pairs).rho()).isEqualTo(9 / 9.5, within(1e-12));
    List<Pair> other = new ArrayList<>();
    pairs.forEach(pair -> other.add(0, new Pair(Math.exp(pair.earlier()), -pair.later())));
    assertThat(RankCorrelation.of(other).rho()).isEqualTo(-9 / 9.5, within(1e-12));
  }

  @Test
  void where_one_of_both_is_everywhere_alike_there_is_none() {
    assertThat(RankCorrelation.of(List.of()).rho()).isNull();
    assertThat(RankCorrelation.of(List.of(new Pair(1, 1), new Pair(1, 2))).rho()).isNull();
    RankCorrelation perfect =
        RankCorrelation.of(List.of(new Pair(1, 1), new Pair(2, 2), new Pair(3, 3), new Pair(4, 4)));
    assertThat(perfect.rho()).isEqualTo(1.0);
    assertThat(perfect.interval()).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RankCorrelation.of(List.of(new Pair(Double.NaN, 1))));
  }
}
