package org.circlejournal.events.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ThrottleTest {

  private static final Limits FEW = new Limits(1, 1, 3, 2);

  @Test
  void an_address_may_burst_and_is_then_turned_away_for_a_while() {
    Throttle throttle = new Throttle(FEW);
    for (int i = 0; i < 10; i++) {
      throttle.address("192.0.2.1");
    }
    assertThatThrownBy(() -> throttle.address("192.0.2.1"))
        .isInstanceOfSatisfying(
            TurnedAway.class, away -> assertThat(away.seconds()).isBetween(1L, 2L));
    throttle.address("192.0.2.2");
  }

  @Test
  void the_addresses_of_one_network_of_ipv6_count_as_one() {
    assertThat(Throttle.network("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(Throttle.network("2001:db8:1:2::1"))
        .isNotEqualTo(Throttle.network("2001:db8:1:3::1"));
    assertThat(Throttle.network("::ffff:192.0.2.1")).isNotEqualTo(Throttle.network("2001:db8::1"));
    assertThat(Throttle.network("192.0.2.1")).isEqualTo("192.0.2.1");
  }

  @Test
  void failures_and_foundings_are_counted_apart() {
    Throttle throttle = new Throttle(FEW);
    throttle.requireFewFailures("192.0.2.1");
    for (int i = 0; i < 3; i++) {
      throttle.failed("192.0.2.1");
    }
    assertThatThrownBy(() -> throttle.requireFewFailures("192.0.2.1"))
        .isInstanceOf(TurnedAway.class);
    throttle.requireFewFailures("192.0.2.2");
    throttle.founding("192.0.2.1");
    throttle.founding("192.0.2.1");
    assertThatThrownBy(() -> throttle.founding("192.0.2.1")).isInstanceOf(TurnedAway.class);
  }
}
