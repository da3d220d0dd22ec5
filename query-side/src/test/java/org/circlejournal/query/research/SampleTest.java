package org.circlejournal.query.research;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {

  @Test
  void by_hand() {
    // 2 4 4 4 5 5 7 9: mean 5, Σ(x−5)² = 32, variance 32/7; t(0.975, 7) = 2.364624
    Sample sample = Sample.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
    assertThat(sample.n()).isEqualTo(8);
    assertThat(sample.mean()).isEqualTo(5);
    double sd = Math.sqrt(32 / 7.0);
    assertThat(sample.sd()).isCloseTo(sd, within(1e-15));
    Interval interval = requireNonNull(sample.interval());
    assertThat(interval.low()).isCloseTo(5 - 2.364624 * sd / Math.sqrt(8), within(1e-6));
    assertThat(interval.high()).isCloseTo(5 + 2.364624 * sd / Math.sqrt(8), within(1e-6));
  }

  @Test
  void equal_values_have_no_spread_at_all() {
    Sample sample = Sample.of(Collections.nCopies(7, 31 / 9.0));
    assertThat(sample.mean()).isEqualTo(31 / 9.0);
    assertThat(sample.sd()).isEqualTo(0);
    assertThat(sample.interval()).isEqualTo(new Interval(31 / 9.0, 31 / 9.0));
  }

  @Test
  void a_far_origin_costs_no_digits() {
    assertThat(Sample.of(List.of(1e9 + 1, 1e9 + 2, 1e9 + 3)).sd()).isEqualTo(1);
  }

  @Test
  void one_value_has_no_spread_and_none_is_no_sample() {
    assertThat(Sample.of(List.of(3.5))).isEqualTo(new Sample(1, 3.5, null, null));
    assertThatIllegalArgumentException().isThrownBy(() -> Sample.of(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> Sample.of(List.of(1.0, Double.NaN)));
  }
}
