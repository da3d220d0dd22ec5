package org.circlejournal.query.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongFunction;
import org.circlejournal.events.circle.CircleId;
import org.junit.jupiter.api.Test;

class ShareTest {

  private static final int CIRCLES = 6_400;

  @Test
  void random_ids_lie_in_all_shares_alike() {
    Random random = new Random(1);
    assertEven(i -> new UUID(random.nextLong(), random.nextLong()));
  }

  @Test
  void so_do_ids_that_begin_with_the_time() {
    Random random = new Random(2);
    long start = 1_768_233_600_000L; // ms, 2026-01-12
    assertEven(i -> new UUID((start + i) << 16 | 0x7000, random.nextLong() | 1L << 63));
  }

  private static void assertEven(LongFunction<UUID> ids) {
    int[] circles = new int[Share.SHARES];
    for (long i = 0; i < CIRCLES; i++) {
      circles[Share.of(new CircleId(ids.apply(i).toString()))]++;
    }
    assertThat(Arrays.stream(circles).boxed()).allMatch(n -> n > 50 && n < 150);
  }
}
