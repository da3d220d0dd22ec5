package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.circlejournal.query.research.Survival.Stay;
import org.circlejournal.query.research.Survival.Step;
import org.junit.jupiter.api.Test;

class SurvivalTest {

  /**
   * Remission under 6-MP, of Freireich et al. (1963, Blood 21, 699–716): the textbook's example.
   */
  @Test
  void the_textbooks_example_is_found_again() {
    List<Stay> stays = new ArrayList<>();
    for (int time : new int[] {6, 6, 6, 7, 10, 13, 16, 22, 23}) {
      stays.add(new Stay(time, true));
    }
    for (int time : new int[] {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35}) {
      stays.add(new Stay(time, false));
    }
    List<Step> steps = Survival.of(stays).steps();
    assertThat(steps).extracting(Step::atRisk).containsExactly(21, 17, 15, 12, 11, 7, 6);
    double[] shares = {0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482};
    for (int i = 0; i < shares.length; i++) {
      assertThat(steps.get(i).share()).isEqualTo(shares[i], within(0.00005));
    }
    Interval first = Objects.requireNonNull(steps.get(0).interval());
    // Greenwood's σ of S is 0.0764 there; on the log-log scale: S^exp(±1.96·0.0764/(S·ln S)).
    assertThat(first.low()).isEqualTo(0.6197, within(0.0005));
    assertThat(first.high()).isEqualTo(0.9516, within(0.0005));
  }

  @Test
  void where_nobody_is_lost_from_sight_it_is_the_share_of_those_who_stay() {
    Random random = new Random(7);
    List<Stay> stays = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      stays.add(new Stay(random.nextInt(12), true));
    }
    for (Step step : Survival.of(stays).steps()) {
      long longer = stays.stream().filter(stay -> stay.time() > step.time()).count();
      assertThat(step.share()).isEqualTo(longer / 40.0, within(1e-12));
      assertThat(step.interval() == null).isEqualTo(longer == 0);
    }
    List<Stay> other = new ArrayList<>(stays);
    Collections.shuffle(other, random);
    assertThat(Survival.of(other)).isEqualTo(Survival.of(stays));
  }

  @Test
  void nobody_is_nothing_and_no_time_is_refused() {
    assertThat(Survival.of(List.of()).steps()).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new Stay(-1, true));
    assertThatIllegalArgumentException().isThrownBy(() -> new Stay(Double.NaN, true));
  }
}
