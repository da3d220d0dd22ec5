package org.circlejournal.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrafficTest {

  private final AtomicLong now = new AtomicLong();
  private final Traffic traffic = new Traffic(now::get);

  private boolean after(int reads, long millis) {
    IntStream.range(0, reads).forEach(i -> traffic.read());
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    return traffic.isMany();
  }

  @Test
  void twenty_reads_a_second_are_many_and_a_few_are_not() {
    assertThat(after(4, 250)).isFalse();
    assertThat(after(5, 250)).isTrue();
    assertThat(after(39, 2_000)).isFalse();
    assertThat(after(40, 2_000)).isTrue();
  }

  @Test
  void what_was_said_holds_until_the_window_is_over() {
    assertThat(after(100, 250)).isTrue();
    assertThat(after(0, 249)).isTrue();
    assertThat(after(0, 1)).isFalse();
  }
}
