package org.circlejournal.query.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.query.Year;
import org.circlejournal.query.release.BrokenRules;
import org.circlejournal.query.release.ReleaseRules;
import org.junit.jupiter.api.Test;

class PulseReleasesTest {

  private static final int K = 5;

  /** Ten people; leaving − arriving is −3 −2 −2 −1 −1 −1 0 0 1 −1, so −1.0 with SD √(4/3). */
  private static final List<List<Integer>> TEN =
      List.of(
          List.of(8, 5),
          List.of(7, 5),
          List.of(6, 4),
          List.of(6, 5),
          List.of(5, 4),
          List.of(9, 8),
          List.of(4, 4),
          List.of(3, 3),
          List.of(2, 3),
          List.of(7, 6));

  @Test
  void k_people_are_too_few_for_anybody_and_nobody_looks_like_few() {
    PulseReleased few = pulses(ReleaseRules.LAW, TEN.subList(0, K));
    PulseReleased none = pulses(ReleaseRules.LAW, List.of());
    for (PulseReleased row : List.of(few, none)) {
      assertThat(row.withheld()).isEqualTo("fewer-than-k");
      assertThat(row.n()).isNull();
      assertThat(figures(row)).isEmpty();
    }
    assertThat(pulses(BrokenRules.K_ARE_ENOUGH, TEN.subList(0, K)).n()).isEqualTo(K);
  }

  @Test
  void below_2k_rounded_means_leave_and_their_change_and_no_interval() {
    PulseReleased row = pulses(ReleaseRules.LAW, TEN.subList(0, 6)); // 41/6 = 6.83, 31/6 = 5.17
    assertThat(row.n()).isEqualTo(6);
    assertThat(row.arriving()).isEqualTo(7.0);
    assertThat(row.leaving()).isEqualTo(5.0);
    assertThat(row.change()).as("of the rounded means").isEqualTo(-2.0);
    assertThat(row.low()).isNull();
    assertThat(row.high()).isNull();
    assertThat(row.withheld()).isEqualTo("rounded-below-2k");
    assertThat(pulses(BrokenRules.DETAIL_AT_ONCE, TEN.subList(0, 6)).low()).isNotNull();
  }

  @Test
  void from_2k_on_everything_leaves_with_the_t_interval_of_the_paired_change() {
    PulseReleased row = pulses(ReleaseRules.LAW, TEN);
    assertThat(row.n()).isEqualTo(10);
    assertThat(row.arriving()).isEqualTo(5.7);
    assertThat(row.leaving()).isEqualTo(4.7);
    assertThat(row.change()).isEqualTo(-1.0);
    // t(0.975; 9) = 2.262157; SD = 1.154701; half = 2.262157 * 1.154701 / √10
    assertThat(requireNonNull(row.low())).isCloseTo(-1.826023, offset(1e-6));
    assertThat(requireNonNull(row.high())).isCloseTo(-0.173977, offset(1e-6));
    assertThat(row.withheld()).isNull();
  }

  @Test
  void a_tool_that_few_rated_has_no_row_that_would_say_so() {
    Map<Tool, List<Integer>> ratings =
        Map.of(
            Tool.BREATHING, List.of(1, 5, 5, 5, 5),
            Tool.ROLE_PLAY, List.of(3, 4, 4, 5, 5, 5),
            Tool.STILLNESS, List.of(2, 3, 3, 3, 3, 3, 4, 4, 4, 5));
    List<PulseReleased> rows =
        PulseReleases.of(ReleaseRules.LAW, box(TEN, ratings), K, () -> "set");
    assertThat(rows)
        .extracting(PulseReleased::tool)
        .containsExactly(null, Tool.STILLNESS, Tool.ROLE_PLAY);
    PulseReleased exact = rows.get(1);
    assertThat(exact.helpfulness()).isEqualTo(3.4);
    assertThat(exact.withheld()).isNull();
    PulseReleased rounded = rows.get(2); // 26/6 = 4.33
    assertThat(rounded.helpfulness()).isEqualTo(4.5);
    assertThat(rounded.n()).isEqualTo(6);
    assertThat(rounded.withheld()).isEqualTo("rounded-below-2k");
    assertThat(figures(rounded)).containsExactly(4.5);
  }

  @Test
  void whatever_was_given_nothing_leaves_below_k_plus_1_and_nothing_finer_than_its_grid_below_2k() {
    SplittableRandom random = new SplittableRandom(20260112);
    for (int i = 0; i < 500; i++) {
      int k = 5 + random.nextInt(3);
      List<PulseReleased> rows =
          PulseReleases.of(ReleaseRules.LAW, anything(random), k, () -> "set");
      for (PulseReleased row : rows) {
        int n = row.n() == null ? 0 : row.n();
        if (n <= k) {
          assertThat(n).isZero();
          assertThat(figures(row)).isEmpty();
        } else if (n < 2 * k) {
          assertThat(row.low()).isNull();
          assertThat(row.high()).isNull();
          assertThat(figures(row)).isNotEmpty().allMatch(figure -> figure * 2 % 1 == 0);
        }
      }
    }
  }

  /**
   * A colleague of six who knows the own pulse, and all that left, writes down what the other five
   * may have given: with the interval of the change a handful remain, by the law hundreds.
   */
  @Test
  void who_knows_the_own_pulse_does_not_find_those_of_the_other_five() {
    List<List<Integer>> six = TEN.subList(0, 6); // the first is the colleague's: a change of −3
    List<Integer> changes = six.stream().map(p -> p.get(1) - p.get(0)).toList();
    double sum = changes.stream().mapToInt(c -> c).sum();
    double squares = changes.stream().mapToInt(c -> c * c).sum();

    long byExactFigures =
        others().filter(o -> total(o) - 3 == sum && squares(o) + 9 == squares).count();
    PulseReleased law = pulses(ReleaseRules.LAW, six);
    double released = requireNonNull(law.change());
    // Two means, each within a quarter of what was told: the change within half.
    long byLaw = others().filter(o -> Math.abs((total(o) - 3) / 6.0 - released) <= 0.5).count();

    assertThat(byExactFigures).isLessThan(10);
    assertThat(byLaw).isGreaterThan(1_000);
  }

  /** All sets of changes that five people may have, from −10 to 10, in order. */
  private static Stream<int[]> others() {
    return IntStream.rangeClosed(-10, 10)
        .boxed()
        .flatMap(
            a ->
                IntStream.rangeClosed(a, 10)
                    .boxed()
                    .flatMap(
                        b ->
                            IntStream.rangeClosed(b, 10)
                                .boxed()
                                .flatMap(
                                    c ->
                                        IntStream.rangeClosed(c, 10)
                                            .boxed()
                                            .flatMap(
                                                d ->
                                                    IntStream.rangeClosed(d, 10)
                                                        .mapToObj(
                                                            e -> new int[] {a, b, c, d, e})))));
  }

  private static int total(int[] values) {
    return IntStream.of(values).sum();
  }

  private static int squares(int[] values) {
    return IntStream.of(values).map(v -> v * v).sum();
  }

  private static PulsesRecorded anything(SplittableRandom random) {
    List<List<Integer>> pulses = new ArrayList<>();
    for (int n = random.nextInt(16); n > 0; n--) {
      pulses.add(List.of(random.nextInt(11), random.nextInt(11)));
    }
    Map<Tool, List<Integer>> ratings = new TreeMap<>();
    for (Tool tool : Tool.values()) {
      List<Integer> given =
          IntStream.range(0, random.nextInt(16)).mapToObj(j -> 1 + random.nextInt(5)).toList();
      if (!given.isEmpty()) {
        ratings.put(tool, given);
      }
    }
    return box(pulses, ratings);
  }

  private static PulseReleased pulses(ReleaseRules rules, List<List<Integer>> pulses) {
    List<PulseReleased> rows = PulseReleases.of(rules, box(pulses, Map.of()), K, () -> "set");
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static PulsesRecorded box(List<List<Integer>> pulses, Map<Tool, List<Integer>> ratings) {
    Year year = Year.of(0);
    return new PulsesRecorded(year.id, year.now(), 3, pulses, new TreeMap<>(ratings));
  }

  /** All that is told beside n. */
  private static List<Double> figures(PulseReleased row) {
    List<Double> figures = new ArrayList<>();
    Stream.of(row.arriving(), row.leaving(), row.change(), row.low(), row.high(), row.helpfulness())
        .flatMapToDouble(figure -> figure == null ? DoubleStream.empty() : DoubleStream.of(figure))
        .forEach(figures::add);
    return figures;
  }
}
