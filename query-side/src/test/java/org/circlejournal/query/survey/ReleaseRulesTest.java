package org.circlejournal.query.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.circlejournal.query.survey.Waves.code;
import static org.circlejournal.query.survey.Waves.contrast;
import static org.circlejournal.query.survey.Waves.level;
import static org.circlejournal.query.survey.Waves.people;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseRulesTest {

  private static final Wave BASELINE = Wave.BASELINE;
  private static final Wave INTERIM = new Wave("interim-1");
  private static final Wave ENDPOINT = Wave.ENDPOINT;
  private static final Wave FOLLOW_UP = Wave.FOLLOW_UP;

  // --- how many people
  // ----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 5})
  void k_people_or_fewer_give_no_number_at_all(int answering) {
    List<ResultReleased> rows =
        new Waves().closed(BASELINE, people(1, answering), ReleaseRulesTest::high).released();

    expectWithheld(level(rows, BASELINE), "fewer-than-k");
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 8, 9})
  void below_2k_people_only_n_and_a_rounded_mean_leave(int answering) {
    ResultReleased row =
        level(
            new Waves().closed(BASELINE, people(1, answering), ReleaseRulesTest::high).released(),
            BASELINE);

    double exact = people(1, answering).stream().mapToInt(p -> 9 * high(p)).average().orElseThrow();
    assertThat(row.withheld()).isEqualTo("rounded-below-2k");
    assertThat(row.n()).isEqualTo(answering);
    assertThat(row.sum()).isCloseTo(exact, offset(0.25));
    assertThat(sum(row) * 2).isEqualTo(Math.rint(sum(row) * 2));
    assertThat(row.mean()).isEqualTo(sum(row) / 9);
    expectNoDetail(row);
  }

  @Test
  void from_2k_people_on_everything_leaves() {
    ResultReleased row =
        level(
            new Waves().closed(BASELINE, people(1, 10), ReleaseRulesTest::high).released(),
            BASELINE);

    assertThat(row.withheld()).isNull();
    assertThat(row.n()).isEqualTo(10);
    assertThat(row.mean()).isEqualTo(4.0);
    assertThat(row.sum()).isEqualTo(36.0);
    assertThat(row.sd()).isCloseTo(0.816497, offset(1e-6));
    assertThat(row.low()).isCloseTo(3.4159135, offset(1e-6));
    assertThat(row.high()).isCloseTo(4.5840865, offset(1e-6));
    assertThat(row.prorated()).isFalse();
    assertThat(row.declared()).isFalse();
    assertThat(row.k()).isEqualTo(5);
  }

  @Test
  void scales_that_nobody_answered_are_shown_as_withheld() {
    List<ResultReleased> all =
        new Waves().closed(BASELINE, people(1, 10), ReleaseRulesTest::high).missing(List.of());

    assertThat(all).hasSize(3);
    assertThat(all)
        .filteredOn(row -> !row.scale().equals(Waves.EXHAUSTION))
        .allSatisfy(row -> expectWithheld(row, "fewer-than-k"));
  }

  @Test
  void a_circle_of_six_five_of_whom_answer_the_endpoint_sees_its_baseline_alone() {
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 6), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 5), ReleaseRulesTest::low)
            .released();

    assertThat(level(rows, BASELINE).n()).isEqualTo(6);
    expectWithheld(level(rows, ENDPOINT), "fewer-than-k");
    expectWithheld(contrast(rows, BASELINE, ENDPOINT), "fewer-than-k");
  }

  // --- sets are not subtracted
  // --------------------------------------------------------------------

  @Test
  void levels_of_eight_and_of_seven_among_them_leave_without_their_change() {
    List<ResultReleased> rows =
        new Waves()
            .declaring("baseline-endpoint")
            .closed(BASELINE, people(1, 8), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 7), ReleaseRulesTest::low)
            .released();

    assertThat(level(rows, BASELINE).n()).isEqualTo(8);
    assertThat(level(rows, ENDPOINT).n()).isEqualTo(7);
    expectWithheld(contrast(rows, BASELINE, ENDPOINT), "would-allow-subtraction");
  }

  @Test
  void somebody_who_only_joined_later_costs_the_change_as_well() {
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 7), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 8), ReleaseRulesTest::low)
            .released();

    expectWithheld(contrast(rows, BASELINE, ENDPOINT), "would-allow-subtraction");
  }

  @Test
  void thirteen_who_answer_at_both_ends_see_intervals() {
    List<ResultReleased> rows =
        new Waves()
            .declaring(new Declared(List.of("baseline-endpoint"), "alpha", "manual-3-overall"))
            .closed(BASELINE, people(1, 13), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 13), ReleaseRulesTest::low)
            .released();

    ResultReleased change = contrast(rows, BASELINE, ENDPOINT);
    assertThat(change.withheld()).isNull();
    assertThat(change.declared()).isTrue();
    assertThat(change.n()).isEqualTo(13);
    assertThat(change.mean())
        .isCloseTo(mean(level(rows, ENDPOINT)) - mean(level(rows, BASELINE)), offset(1e-9));
    assertThat(change.sum()).isCloseTo(mean(change) * 9, offset(1e-7));
    assertThat(change.low()).isLessThan(change.mean());
    assertThat(change.high()).isGreaterThan(change.mean());
    assertThat(change.dzLow()).isLessThan(change.dz());
    assertThat(change.dzHigh()).isGreaterThan(change.dz());
    assertThat(change.p()).isBetween(0.0, 1.0);
    assertThat(change.dav()).isNegative();
    assertThat(change.fromWave()).isEqualTo(BASELINE);
    assertThat(change.closedAt()).isEqualTo(level(rows, ENDPOINT).closedAt());
  }

  @Test
  void fourteen_and_thirteen_of_them_see_intervals_of_levels_and_no_change() {
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 14), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 13), ReleaseRulesTest::low)
            .released();

    assertThat(level(rows, BASELINE).low()).isNotNull();
    assertThat(level(rows, ENDPOINT).low()).isNotNull();
    expectWithheld(contrast(rows, BASELINE, ENDPOINT), "would-allow-subtraction");
  }

  @Test
  void k_leavers_together_do_not_cost_the_change() {
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 13), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 8), ReleaseRulesTest::low)
            .released();

    ResultReleased change = contrast(rows, BASELINE, ENDPOINT);
    assertThat(change.n()).isEqualTo(8);
    assertThat(change.withheld()).isEqualTo("rounded-below-2k");
    assertThat(change.declared()).isFalse();
    expectNoDetail(change);
  }

  @Test
  void two_changes_whose_people_overlap_in_a_few_do_not_both_leave() {
    // 8 + 8 − 13: three people are in both, and sums of level and changes would tell theirs.
    List<Integer> second = new ArrayList<>(people(1, 3));
    second.addAll(people(9, 13));
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 13), ReleaseRulesTest::high)
            .closed(INTERIM, people(1, 8), ReleaseRulesTest::low)
            .closed(ENDPOINT, second, ReleaseRulesTest::low)
            .released();

    assertThat(contrast(rows, BASELINE, INTERIM).n()).isEqualTo(8);
    assertThat(level(rows, ENDPOINT).n()).isEqualTo(8);
    expectWithheld(contrast(rows, BASELINE, ENDPOINT), "would-allow-subtraction");
  }

  @Test
  void the_same_thirteen_at_three_waves_see_every_declared_change() {
    List<ResultReleased> rows =
        new Waves()
            .declaring("baseline-endpoint", "endpoint-follow-up")
            .closed(BASELINE, people(1, 13), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 13), ReleaseRulesTest::low)
            .closed(FOLLOW_UP, people(1, 13), ReleaseRulesTest::low)
            .released();

    assertThat(contrast(rows, BASELINE, ENDPOINT).declared()).isTrue();
    assertThat(contrast(rows, ENDPOINT, FOLLOW_UP).declared()).isTrue();
    assertThat(contrast(rows, BASELINE, FOLLOW_UP).declared()).isFalse();
    assertThat(rows).hasSize(6).allSatisfy(row -> assertThat(row.withheld()).isNull());
  }

  // --- which contrasts
  // -----------------------------------------------------------------------------

  @Test
  void the_change_from_baseline_is_shown_undeclared_and_other_changes_are_not() {
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 13), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 13), ReleaseRulesTest::low)
            .closed(FOLLOW_UP, people(1, 13), ReleaseRulesTest::low)
            .released();

    assertThat(rows).hasSize(5);
    assertThat(contrast(rows, BASELINE, ENDPOINT).declared()).isFalse();
    assertThat(contrast(rows, BASELINE, FOLLOW_UP).declared()).isFalse();
  }

  @Test
  void what_is_declared_after_the_later_wave_opened_is_not_declared() {
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 13), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 13), ReleaseRulesTest::low)
            .declaring("baseline-endpoint")
            .closed(FOLLOW_UP, people(1, 13), ReleaseRulesTest::low)
            .released();

    assertThat(contrast(rows, BASELINE, ENDPOINT).declared()).isFalse();
  }

  @Test
  void what_is_declared_as_the_later_wave_opens_is_declared() {
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 13), ReleaseRulesTest::high)
            .declaring("baseline-endpoint")
            .closed(ENDPOINT, people(1, 13), ReleaseRulesTest::low)
            .released();

    assertThat(contrast(rows, BASELINE, ENDPOINT).declared()).isTrue();
  }

  // --- levels that wait
  // ---------------------------------------------------------------------------

  @Test
  void a_level_that_waits_is_not_shown_at_the_close_of_its_wave() {
    assertThat(
            new Waves()
                .publishing(Publish.WITH_CONTRAST)
                .closed(BASELINE, people(1, 8), ReleaseRulesTest::high)
                .released())
        .isEmpty();
  }

  @Test
  void levels_that_waited_are_those_of_the_completers_so_that_a_leaver_costs_nothing() {
    List<ResultReleased> rows =
        new Waves()
            .publishing(Publish.WITH_CONTRAST)
            .closed(BASELINE, people(1, 8), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 7), ReleaseRulesTest::low)
            .released();

    assertThat(contrast(rows, BASELINE, ENDPOINT).n()).isEqualTo(7);
    assertThat(level(rows, BASELINE).n()).isEqualTo(7);
    assertThat(level(rows, ENDPOINT).n()).isEqualTo(7);
    assertThat(contrast(rows, BASELINE, ENDPOINT).sum())
        .isEqualTo(sum(level(rows, ENDPOINT)) - sum(level(rows, BASELINE)));
    assertThat(rows).extracting(ResultReleased::setId).containsOnly(rows.get(0).setId());
  }

  @Test
  void a_level_that_had_to_be_withheld_is_shown_with_a_later_contrast() {
    List<ResultReleased> rows =
        new Waves()
            .publishing(Publish.WITH_CONTRAST)
            .closed(BASELINE, people(1, 8), ReleaseRulesTest::high)
            .closed(INTERIM, people(1, 4), ReleaseRulesTest::low)
            .closed(ENDPOINT, people(1, 8), ReleaseRulesTest::low)
            .released();

    List<ResultReleased> baseline = rows.stream().filter(r -> r.wave().equals(BASELINE)).toList();
    assertThat(baseline).hasSize(2);
    expectWithheld(baseline.get(0), "fewer-than-k");
    assertThat(baseline.get(1).n()).isEqualTo(8);
    expectWithheld(level(rows, INTERIM), "fewer-than-k");
  }

  // --- counts of people
  // ---------------------------------------------------------------------------

  @Test
  void reliable_change_is_counted_with_named_norms_only() {
    IntUnaryOperator zero = person -> 0;
    ResultReleased without =
        contrast(change(new Declared(List.of(), "alpha", null), zero), BASELINE, ENDPOINT);
    ResultReleased with =
        contrast(
            change(new Declared(List.of(), "alpha", "manual-3-overall"), zero), BASELINE, ENDPOINT);

    assertThat(without.improved()).isNull();
    assertThat(with.improved()).isEqualTo(14);
    assertThat(with.unchanged()).isZero();
    assertThat(with.worsened()).isZero();
  }

  @Test
  void a_few_people_are_not_counted_and_nor_are_those_from_whom_they_follow() {
    // Of 14 who started at 3: so many fall to 0, so many stay, so many rise to 6.
    assertThat(counts(7, 7, 0)).containsExactly(7, 7, 0);
    assertThat(counts(5, 9, 0)).containsExactly(5, 9, 0);
    assertThat(counts(12, 2, 0)).containsExactly(null, null, 0);
    assertThat(counts(7, 5, 2)).containsExactly(null, null, null);
    assertThat(counts(4, 5, 5)).containsExactly(null, null, null);
    assertThat(counts(6, 4, 4)).containsExactly(6, null, null);
  }

  @Test
  void whether_somebody_left_items_out_is_a_count_as_well() {
    assertThat(ReleaseRules.LAW.countMayLeave(0, 10, 5)).isTrue();
    assertThat(ReleaseRules.LAW.countMayLeave(1, 10, 5)).isFalse();
    assertThat(ReleaseRules.LAW.countMayLeave(4, 10, 5)).isFalse();
    assertThat(ReleaseRules.LAW.countMayLeave(5, 10, 5)).isTrue();
    assertThat(ReleaseRules.LAW.countMayLeave(6, 10, 5)).isFalse();
    assertThat(ReleaseRules.LAW.countMayLeave(10, 10, 5)).isTrue();
  }

  // --- what left bounds what may leave
  // --------------------------------------------------------------

  @Test
  void what_left_does_not_leave_again() {
    Waves year =
        new Waves()
            .declaring("baseline-endpoint")
            .closed(BASELINE, people(1, 13), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 12), ReleaseRulesTest::low);
    List<ResultReleased> all = year.missing(List.of());

    for (int left = 0; left <= all.size(); left++) {
      List<ResultReleased> rest = year.missing(all.subList(0, left));
      assertThat(rest)
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("setId")
          .isEqualTo(all.subList(left, all.size()));
    }
  }

  @Test
  void who_withdrew_after_a_level_left_costs_the_change() {
    List<ResultReleased> ledger =
        new Waves().closed(BASELINE, people(1, 13), ReleaseRulesTest::high).released();

    // The thirteenth withdrew: neither the answers of then nor a new ballot may be used.
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 12), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 12), ReleaseRulesTest::low)
            .missing(ledger);

    expectWithheld(contrast(exhaustion(rows), BASELINE, ENDPOINT), "would-allow-subtraction");
    assertThat(level(exhaustion(rows), ENDPOINT).n()).isEqualTo(12);
  }

  @Test
  void who_withdrew_before_the_level_left_costs_nothing() {
    List<ResultReleased> ledger =
        new Waves().closed(BASELINE, people(1, 12), ReleaseRulesTest::high).released();

    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, people(1, 12), ReleaseRulesTest::high)
            .closed(ENDPOINT, people(1, 12), ReleaseRulesTest::low)
            .missing(ledger);

    assertThat(contrast(exhaustion(rows), BASELINE, ENDPOINT).n()).isEqualTo(12);
  }

  @Test
  void as_many_people_as_then_are_not_the_same_people_when_one_came_back() {
    List<ResultReleased> ledger =
        new Waves().closed(BASELINE, people(1, 12), ReleaseRulesTest::high).released();

    // The twelfth left since; the thirteenth, who was not counted then, consents again.
    List<Integer> now = new ArrayList<>(people(1, 11));
    now.add(13);
    List<ResultReleased> rows =
        new Waves()
            .closed(BASELINE, now, ReleaseRulesTest::high, Set.of(code(13)))
            .closed(ENDPOINT, now, ReleaseRulesTest::low)
            .missing(ledger);

    expectWithheld(contrast(exhaustion(rows), BASELINE, ENDPOINT), "would-allow-subtraction");
  }

  @Test
  void the_rules_hold_for_each_scale_alone() {
    List<ResultReleased> ledger = new ArrayList<>();
    Waves year = new Waves().closed(BASELINE, people(1, 13), ReleaseRulesTest::high);
    ledger.addAll(year.missing(ledger));
    year.closed(ENDPOINT, people(1, 13), ReleaseRulesTest::low);

    assertThat(year.missing(ledger)).hasSize(6);
  }

  // --- helpers
  // --------------------------------------------------------------------------------------

  private static List<ResultReleased> change(Declared declared, IntUnaryOperator end) {
    return new Waves()
        .declaring(declared)
        .closed(BASELINE, people(1, 14), person -> 5)
        .closed(ENDPOINT, people(1, 14), end)
        .released();
  }

  private static List<@Nullable Integer> counts(int fall, int stay, int rise) {
    assertThat(fall + stay + rise).isEqualTo(14);
    ResultReleased row =
        contrast(
            new Waves()
                .declaring(new Declared(List.of(), "alpha", "manual-3-overall"))
                .closed(BASELINE, people(1, 14), person -> 3)
                .closed(
                    ENDPOINT,
                    people(1, 14),
                    person -> person <= fall ? 0 : person <= fall + stay ? 3 : 6)
                .released(),
            BASELINE,
            ENDPOINT);
    List<@Nullable Integer> counts = new ArrayList<>();
    counts.add(row.improved());
    counts.add(row.unchanged());
    counts.add(row.worsened());
    return counts;
  }

  private static int high(int person) {
    return 3 + person % 3;
  }

  private static int low(int person) {
    return 1 + person % 4;
  }

  private static double mean(ResultReleased row) {
    return Objects.requireNonNull(row.mean());
  }

  private static double sum(ResultReleased row) {
    return Objects.requireNonNull(row.sum());
  }

  private static List<ResultReleased> exhaustion(List<ResultReleased> rows) {
    return rows.stream().filter(row -> row.scale().equals(Waves.EXHAUSTION)).toList();
  }

  private static void expectWithheld(ResultReleased row, String reason) {
    assertThat(row.withheld()).isEqualTo(reason);
    assertThat(row.n()).isNull();
    assertThat(row.mean()).isNull();
    assertThat(row.sum()).isNull();
    expectNoDetail(row);
  }

  private static void expectNoDetail(ResultReleased row) {
    assertThat(row)
        .extracting(
            ResultReleased::sd,
            ResultReleased::low,
            ResultReleased::high,
            ResultReleased::p,
            ResultReleased::dz,
            ResultReleased::dzLow,
            ResultReleased::dzHigh,
            ResultReleased::dav,
            ResultReleased::improved,
            ResultReleased::unchanged,
            ResultReleased::worsened,
            ResultReleased::prorated)
        .containsOnlyNulls();
  }
}
