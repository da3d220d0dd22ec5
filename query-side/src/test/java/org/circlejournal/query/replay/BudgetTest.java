package org.circlejournal.query.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.circlejournal.query.replay.Budget.Load;
import org.junit.jupiter.api.Test;

/** What is told of a whole programme from its beginning: 16,000 circles of a thousand events. */
class BudgetTest {

  private static final int CIRCLES = 16_000;
  private static final int YEAR = 1_000;
  private static final long TARGET = (long) CIRCLES * YEAR;

  /** Days of a circle from its first to its last event. */
  private static final int LIFE = 500;

  @Test
  void of_circles_that_begin_all_at_once_all_are_open_at_the_end() {
    for (double part : new double[] {0.01, 0.05, 0.1, 0.2}) {
      Load load = new Load(CIRCLES, Math.round(part * TARGET));
      assertThat(most(load, part).bytes())
          .as("after %.2f", part)
          .isBetween(whole(CIRCLES) * 9 / 10, whole(CIRCLES) * 11 / 10);
    }
  }

  @Test
  void circles_that_begin_over_years_come_and_go() {
    int over = 1_000;
    double perDay = (double) CIRCLES / over;
    for (int day : new int[] {20, 100, 250, 400, LIFE}) {
      long circles = Math.round(perDay * day);
      long steps = Math.round(perDay * day * day * YEAR / LIFE / 2);
      Load most = most(new Load(circles, steps), (double) steps / TARGET);
      assertThat(most.circles()).as("day %d", day).isBetween(7_900L, 8_100L);
      assertThat(most.steps()).as("day %d", day).isBetween(3_900_000L, 4_100_000L);
    }
  }

  @Test
  void what_is_taken_already_is_the_least_that_is_told() {
    Load load = new Load(CIRCLES, TARGET);
    assertThat(load.atMost(TARGET, TARGET, 1)).isEqualTo(load);
    Load shares = new Load(CIRCLES / 4, TARGET / 8);
    assertThat(shares.atMost(TARGET / 2, TARGET, 0.25)).isEqualTo(shares);
  }

  private static Load most(Load load, double part) {
    return load.atMost(Math.round(part * TARGET), TARGET, 1);
  }

  private static long whole(long circles) {
    return new Load(circles, circles * YEAR).bytes();
  }
}
