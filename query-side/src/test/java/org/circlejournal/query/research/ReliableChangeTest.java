package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.circlejournal.query.research.ReliableChange.Better;
import org.circlejournal.query.research.ReliableChange.Counts;
import org.junit.jupiter.api.Test;

class ReliableChangeTest {

  @Test
  void the_known_result_is_met() {
    JsonNode v = Vectors.ALL.get("reliableChange");
    ReliableChange change =
        new ReliableChange(v.get("sd").doubleValue(), v.get("reliability").doubleValue());
    Pair pair = new Pair(v.get("earlier").doubleValue(), v.get("later").doubleValue());
    assertThat(change.standardError()).isCloseTo(v.get("se").doubleValue(), within(5e-5));
    assertThat(change.sDiff()).isCloseTo(v.get("sDiff").doubleValue(), within(5e-5));
    assertThat(change.rc(pair)).isCloseTo(v.get("rc").doubleValue(), within(5e-5));
  }

  @Test
  void the_welcome_end_of_the_scale_says_who_improved() {
    ReliableChange change = new ReliableChange(7.5, 0.8); // reliable beyond 9.297
    List<Pair> pairs =
        List.of(
            new Pair(40, 30), // −10
            new Pair(40, 25), // −15
            new Pair(40, 31), // −9
            new Pair(40, 49), // +9
            new Pair(40, 40),
            new Pair(30, 40)); // +10
    assertThat(change.count(pairs, Better.LOW)).isEqualTo(new Counts(2, 3, 1));
    assertThat(change.count(pairs, Better.HIGH)).isEqualTo(new Counts(1, 3, 2));
  }

  @Test
  void a_change_of_exactly_1_96_is_not_beyond_it() {
    ReliableChange change = new ReliableChange(1, 0.5);
    assertThat(change.sDiff()).isEqualTo(1);
    assertThat(change.count(List.of(new Pair(0, 1.96), new Pair(1.96, 0)), Better.LOW))
        .isEqualTo(new Counts(0, 2, 0));
    assertThat(change.count(List.of(new Pair(0, 1.961), new Pair(1.961, 0)), Better.LOW))
        .isEqualTo(new Counts(1, 0, 1));
  }

  @Test
  void a_measure_without_error_or_spread_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ReliableChange(0, 0.8));
    assertThatIllegalArgumentException().isThrownBy(() -> new ReliableChange(7, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ReliableChange(7, -0.1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ReliableChange(Double.NaN, 0.8));
  }
}
