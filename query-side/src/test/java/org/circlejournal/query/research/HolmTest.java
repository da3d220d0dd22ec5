package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HolmTest {

  @Test
  void by_hand() {
    // .01·4, .02·3, max(.06, .03·2), max(.06, .5·1), in the order given
    List<Double> adjusted = Holm.adjusted(List.of(0.5, 0.01, 0.03, 0.02));
    assertThat(adjusted.get(0)).isEqualTo(0.5);
    assertThat(adjusted.get(1)).isEqualTo(0.04);
    assertThat(adjusted.get(2)).isEqualTo(0.06);
    assertThat(adjusted.get(3)).isEqualTo(0.06);
    assertThat(Holm.adjusted(List.of())).isEmpty();
    assertThat(Holm.adjusted(List.of(0.6, 0.7))).containsExactly(1.0, 1.0);
  }

  @Test
  void what_is_no_probability_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Holm.adjusted(List.of(1.1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Holm.adjusted(List.of(Double.NaN)));
  }

  /** Step by step as in the paper: stop at the first that is not rejected. */
  @Property(tries = 300, seed = "20250113")
  void adjusted_below_alpha_is_what_the_steps_reject(
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 0.2) Double> p) {
    List<Double> adjusted = Holm.adjusted(p);
    List<Double> left = new ArrayList<>(p);
    while (!left.isEmpty()) {
      double smallest = left.stream().mapToDouble(d -> d).min().orElseThrow();
      if (smallest * left.size() > 0.05) {
        break;
      }
      left.remove(smallest);
    }
    for (int i = 0; i < p.size(); i++) {
      assertThat(adjusted.get(i) <= 0.05).isEqualTo(!left.contains(p.get(i)));
      assertThat(adjusted.get(i)).isGreaterThanOrEqualTo(p.get(i));
    }
  }

  @Test
  void few_pairs_cannot_pass() {
    assertThat(Holm.fewestPairs(1, 0.05)).isEqualTo(6);
    assertThat(Holm.fewestPairs(3, 0.05)).isEqualTo(7);
    assertThat(Holm.fewestPairs(6, 0.05)).isEqualTo(8);
    Vectors.ALL
        .get("smallestTwoSidedP")
        .properties()
        .forEach(
            e -> {
              double p = e.getValue().doubleValue();
              int n = Integer.parseInt(e.getKey(), 10);
              assertThat(Holm.fewestPairs(1, p)).isEqualTo(n);
              assertThat(Holm.fewestPairs(1, p - 1e-9)).isEqualTo(n + 1);
            });
  }
}
