package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntraclassCorrelationTest {

  /** Shrout and Fleiss 1979, six targets and four judges: ICC(1,1) = .17, F = 1.79. */
  @Test
  void the_published_example_is_met() {
    IntraclassCorrelation icc =
        IntraclassCorrelation.of(
            List.of(
                List.of(9.0, 2.0, 5.0, 8.0),
                List.of(6.0, 1.0, 3.0, 2.0),
                List.of(8.0, 4.0, 6.0, 8.0),
                List.of(7.0, 1.0, 2.0, 6.0),
                List.of(10.0, 5.0, 6.0, 9.0),
                List.of(6.0, 2.0, 4.0, 7.0)));
    assertThat(icc.icc()).isCloseTo(0.1657, within(1e-4));
    assertThat(icc.f()).isCloseTo(1.79, within(0.01));
    // As in R's irr and psych: −.1329 to .7226
    assertThat(icc.interval().low()).isCloseTo(-0.1329, within(1e-4));
    assertThat(icc.interval().high()).isCloseTo(0.7226, within(1e-4));
    assertThat(icc.designEffect()).isCloseTo(1 + 3 * icc.icc(), within(1e-12));
  }

  @Test
  void by_hand_with_circles_of_different_size() {
    // {1,3} and {4,6,8}: MSW = (2 + 8)/3, MSB = 2·9 − … over means 2 and 6, grand 4.4
    double msb = 2 * 2.4 * 2.4 + 3 * 1.6 * 1.6;
    double msw = 10 / 3.0;
    double n0 = 5 - 13 / 5.0;
    IntraclassCorrelation icc =
        IntraclassCorrelation.of(List.of(List.of(1.0, 3.0), List.of(4.0, 6.0, 8.0)));
    assertThat(icc.icc()).isCloseTo((msb - msw) / (msb + (n0 - 1) * msw), within(1e-12));
    assertThat(icc.icc()).isBetween(icc.interval().low(), icc.interval().high());
  }

  @Property(tries = 100, seed = "20250113")
  void order_and_unit_do_not_matter(
      @ForAll @IntRange(min = 2, max = 8) int k, @ForAll Random random) {
    List<List<Double>> circles = new ArrayList<>();
    for (int i = 0; i < k; i++) {
      circles.add(
          new ArrayList<>(
              random.ints(3 + random.nextInt(6), 0, 40).mapToObj(x -> x / 9.0).toList()));
    }
    circles.get(0).set(0, 50.0);
    IntraclassCorrelation one = IntraclassCorrelation.of(circles);
    assertThat(one.interval().low()).isLessThanOrEqualTo(one.icc());
    assertThat(one.interval().high()).isGreaterThanOrEqualTo(one.icc());
    IntraclassCorrelation scaled =
        IntraclassCorrelation.of(
            circles.stream().map(c -> c.stream().map(x -> 5 - 2 * x).toList()).toList());
    assertThat(scaled.icc()).isCloseTo(one.icc(), within(1e-9));
    Collections.shuffle(circles, random);
    circles.forEach(circle -> Collections.shuffle(circle, random));
    assertThat(IntraclassCorrelation.of(circles)).isEqualTo(one);
  }

  @Test
  void what_cannot_be_compared_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IntraclassCorrelation.of(List.of(List.of(1.0, 2.0))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IntraclassCorrelation.of(List.of(List.of(1.0), List.of(2.0))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IntraclassCorrelation.of(List.of(List.of(1.0, 2.0), List.of())));
  }
}
