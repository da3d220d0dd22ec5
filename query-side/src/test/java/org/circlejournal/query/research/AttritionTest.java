package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.circlejournal.query.research.Attrition.Flow;
import org.junit.jupiter.api.Test;

class AttritionTest {

  private static final double NOT = Double.NaN;

  @Test
  void by_hand() {
    Attrition attrition =
        Attrition.of(
            List.of(
                new double[] {1, 2, 3},
                new double[] {5, 6, 7},
                new double[] {9, NOT, 3},
                new double[] {9, 2, NOT},
                new double[] {NOT, 8, 8},
                new double[] {NOT, NOT, NOT}));
    assertThat(attrition.people()).isEqualTo(5);
    assertThat(attrition.complete()).isEqualTo(2);
    assertThat(attrition.patterns()).isEqualTo(Map.of("xxx", 2, "x-x", 1, "xx-", 1, "-xx", 1));
    assertThat(attrition.flows())
        .containsExactly(
            new Flow(
                0, 1, 4, 3, 1, 1, 0, Sample.of(List.of(1.0, 5.0, 9.0)), Sample.of(List.of(9.0))),
            new Flow(
                1, 2, 4, 3, 1, 0, 1, Sample.of(List.of(2.0, 6.0, 8.0)), Sample.of(List.of(2.0))));
  }

  @Property(tries = 100, seed = "20250113")
  void nobody_is_lost_or_counted_twice(
      @ForAll @IntRange(min = 1, max = 12) int n, @ForAll Random random) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(random.ints(4, 0, 6).mapToDouble(x -> x == 0 ? NOT : x).toArray());
    }
    Attrition attrition = Attrition.of(rows);
    assertThat(attrition.patterns().values().stream().mapToInt(i -> i).sum())
        .isEqualTo(attrition.people());
    for (Flow flow : attrition.flows()) {
      assertThat(flow.stayed() + flow.left()).isEqualTo(flow.present());
      assertThat(flow.stayed() + flow.joined() + flow.returned())
          .isEqualTo(rows.stream().filter(r -> !Double.isNaN(r[flow.to()])).count());
    }
    Collections.shuffle(rows, random);
    assertThat(Attrition.of(rows)).isEqualTo(attrition);
  }

  @Test
  void one_wave_has_no_flow() {
    assertThatIllegalArgumentException().isThrownBy(() -> Attrition.of(List.of(new double[] {1})));
  }
}
