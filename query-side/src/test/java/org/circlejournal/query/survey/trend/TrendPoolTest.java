package org.circlejournal.query.survey.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.research.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrendPoolTest {

  private static final Instant EARLY = Instant.parse("2026-03-20T12:00:00Z");
  private static final Instant LATE = Instant.parse("2026-05-02T12:00:00Z");

  @Test
  void a_pool_of_one_part_shows_what_the_part_shows() {
    Sample sample = Sample.of(List.of(1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0, 5.0, 6.0));
    TrendPool.Row row = one(part(false, 1, exact(EARLY, sample)));
    assertThat(row.circles()).isEqualTo(1);
    assertThat(row.n()).isEqualTo(10);
    assertThat(row.sd()).isEqualTo(sample.sd());
    assertThat(row.low()).isEqualTo(2.5);
    assertThat(row.withheld()).isNull();
  }

  @Test
  void spread_over_parts_is_that_of_all_people_and_there_is_no_interval() {
    List<Double> first = List.of(1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0, 5.0, 6.0);
    List<Double> second = List.of(0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 5.0, 6.0);
    List<Double> all = new ArrayList<>(first);
    all.addAll(second);
    TrendPool.Row row =
        one(
            part(false, 1, exact(EARLY, Sample.of(first))),
            part(false, 1, exact(LATE, Sample.of(second))));
    assertThat(row.circles()).isEqualTo(2);
    assertThat(row.n()).isEqualTo(21);
    assertThat(row.mean()).isCloseTo(Sample.of(all).mean(), offset(1e-12));
    assertThat(row.sd()).isCloseTo(Objects.requireNonNull(Sample.of(all).sd()), offset(1e-12));
    assertThat(row.low()).isNull();
    assertThat(row.p()).isNull();
    assertThat(row.closedAt()).isEqualTo(LATE);
    assertThat(row.prorated()).isTrue();
  }

  @Test
  void one_rounded_part_makes_the_pool_rounded() {
    Sample sample = Sample.of(List.of(1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0, 5.0, 6.0));
    TrendPool.Row row =
        one(part(false, 1, exact(EARLY, sample)), part(false, 2, rounded(EARLY, 6, 2.5)));
    assertThat(row.circles()).isEqualTo(3);
    assertThat(row.n()).isEqualTo(16);
    assertThat(row.mean()).isCloseTo((10 * 3.3 + 6 * 2.5) / 16, offset(1e-12));
    assertThat(row.withheld()).isEqualTo("rounded-below-2k");
    assertThat(row.sd()).isNull();
    assertThat(row.prorated()).isNull();
  }

  @Test
  void withheld_parts_are_not_in_it_and_are_shown_where_there_are_no_others() {
    TrendPool.Row shown =
        one(part(false, 1, rounded(EARLY, 6, 2.5)), part(false, 1, withheld("fewer-than-k")));
    assertThat(shown.circles()).isEqualTo(1);
    assertThat(shown.n()).isEqualTo(6);

    TrendPool.Row none =
        one(
            part(false, 1, withheld("fewer-than-k")),
            part(false, 1, withheld("would-allow-subtraction")));
    assertThat(none.circles()).isNull();
    assertThat(none.n()).isNull();
    assertThat(none.mean()).isNull();
    assertThat(none.withheld()).isEqualTo("would-allow-subtraction");
  }

  @Test
  void imported_circles_have_a_row_of_their_own() {
    List<TrendPool.Row> rows =
        TrendPool.rows(
            List.of(part(true, 1, rounded(EARLY, 6, 1.0)), part(false, 1, rounded(EARLY, 7, 3.0))));
    assertThat(rows).extracting(TrendPool.Row::imported).containsExactly(false, true);
    assertThat(rows).extracting(TrendPool.Row::n).containsExactly(7, 6);
  }

  // --- helpers
  // ------------------------------------------------------------------------------------

  private static TrendPool.Row one(PoolPart<TrendRow> part) {
    return one(List.of(part));
  }

  private static TrendPool.Row one(PoolPart<TrendRow> first, PoolPart<TrendRow> second) {
    return one(List.of(first, second));
  }

  private static TrendPool.Row one(List<PoolPart<TrendRow>> parts) {
    List<TrendPool.Row> rows = TrendPool.rows(parts);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static PoolPart<TrendRow> part(boolean imported, int circles, TrendRow row) {
    return new PoolPart<>(imported, circles, List.of(row));
  }

  private static TrendRow exact(Instant closedAt, Sample sample) {
    return row(closedAt, sample.n(), sample.mean(), sample.sd(), 2.5, true, null);
  }

  private static TrendRow rounded(Instant closedAt, int n, double mean) {
    return row(closedAt, n, mean, null, null, null, "rounded-below-2k");
  }

  private static TrendRow withheld(String reason) {
    return row(EARLY, null, null, null, null, null, reason);
  }

  private static TrendRow row(
      Instant closedAt,
      @Nullable Integer n,
      @Nullable Double mean,
      @Nullable Double sd,
      @Nullable Double low,
      @Nullable Boolean prorated,
      @Nullable String withheld) {
    return new TrendRow(
        Wave.BASELINE,
        closedAt,
        "mbi-hss",
        "00",
        "emotional-exhaustion",
        RowKind.WAVE,
        null,
        n,
        mean,
        null,
        sd,
        low,
        low,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        prorated,
        withheld);
  }
}
