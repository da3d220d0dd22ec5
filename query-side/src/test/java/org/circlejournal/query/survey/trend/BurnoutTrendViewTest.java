package org.circlejournal.query.survey.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.query.survey.trend.BurnoutTrendView.ROWS;

import java.time.Instant;
import java.util.List;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.Year;
import org.circlejournal.query.view.ViewKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BurnoutTrendViewTest {

  private static final Instant FIRST = Instant.parse("2026-03-20T12:00:00Z");
  private static final Instant SECOND = Instant.parse("2027-01-20T12:00:00Z");

  private final ViewKit<Trend> kit = new ViewKit<>(BurnoutTrendView.VIEW);
  private final Year year = Year.of(12);

  @Test
  void nothing_is_shown_before_anything_was_released() {
    kit.given(year.events()).shows(ROWS);
  }

  @Test
  void every_figure_stands_in_its_own_column() {
    year.add(
        new ResultReleased(
            year.id,
            SECOND.plusSeconds(5),
            Wave.ENDPOINT,
            SECOND,
            "mbi-hss",
            "ab12",
            "emotional-exhaustion",
            RowKind.CONTRAST,
            Wave.BASELINE,
            13,
            -1.0,
            -2.0,
            3.0,
            -4.0,
            5.0,
            0.06,
            -7.0,
            -8.0,
            9.0,
            -10.0,
            5,
            8,
            0,
            true,
            false,
            "set",
            5,
            null));
    kit.given(year.events())
        .shows(
            ROWS,
            new TrendRow(
                Wave.ENDPOINT,
                SECOND,
                "mbi-hss",
                "ab12",
                "emotional-exhaustion",
                RowKind.CONTRAST,
                Wave.BASELINE,
                13,
                -1.0,
                -2.0,
                3.0,
                -4.0,
                5.0,
                0.06,
                -7.0,
                -8.0,
                9.0,
                -10.0,
                5,
                8,
                0,
                true,
                false,
                null));
  }

  @Test
  void rows_stand_in_the_order_in_which_they_left() {
    year.add(level(Wave.BASELINE, "personal", 50.0, null))
        .add(level(Wave.BASELINE, "work", 44.0, null))
        .add(level(Wave.ENDPOINT, "personal", 42.0, null))
        .add(contrast("personal", -8.0, null));
    assertThat(kit.given(year.events()).rows(ROWS))
        .extracting(r -> r.wave() + " " + r.scale() + " " + r.row() + " " + r.mean())
        .containsExactly(
            "baseline personal WAVE 50.0",
            "baseline work WAVE 44.0",
            "endpoint personal WAVE 42.0",
            "endpoint personal CONTRAST -8.0");
  }

  @Test
  void a_level_that_waited_for_its_contrast_is_replaced_where_it_stands() {
    year.add(level(Wave.BASELINE, "personal", null, "would-allow-subtraction"))
        .add(level(Wave.BASELINE, "work", 44.0, null))
        .add(level(Wave.BASELINE, "personal", 48.0, null));
    List<TrendRow> rows = kit.given(year.events()).rows(ROWS);
    assertThat(rows).extracting(TrendRow::mean).containsExactly(48.0, 44.0);
    assertThat(rows).extracting(TrendRow::withheld).containsOnlyNulls();
  }

  @Test
  void a_level_and_a_contrast_of_one_wave_do_not_replace_each_other() {
    year.add(level(Wave.ENDPOINT, "personal", 42.0, null))
        .add(contrast("personal", null, "would-allow-subtraction"));
    assertThat(kit.given(year.events()).rows(ROWS)).hasSize(2);
  }

  @Test
  void what_is_withheld_is_shown_as_withheld_and_not_left_out() {
    year.add(level(Wave.BASELINE, "personal", null, "fewer-than-k"));
    List<TrendRow> rows = kit.given(year.events()).rows(ROWS);
    assertThat(rows).hasSize(1);
    TrendRow row = rows.get(0);
    assertThat(row.withheld()).isEqualTo("fewer-than-k");
    assertThat(row.n()).isNull();
    assertThat(row.mean()).isNull();
    assertThat(row.sd()).isNull();
  }

  @Test
  void positions_move_with_the_ledger_and_versions_do_not() {
    var before = kit.given(year.events());
    year.add(level(Wave.BASELINE, "personal", 50.0, null));
    var after = kit.given(year.events());
    assertThat(after.folded().folded().version()).isEqualTo(before.folded().folded().version());
    assertThat(after.released(ROWS).position()).isEqualTo(year.events().size());
  }

  private ResultReleased level(
      Wave wave, String scale, @Nullable Double mean, @Nullable String withheld) {
    return row(wave, scale, RowKind.WAVE, null, mean, withheld);
  }

  private ResultReleased contrast(String scale, @Nullable Double mean, @Nullable String withheld) {
    return row(Wave.ENDPOINT, scale, RowKind.CONTRAST, Wave.BASELINE, mean, withheld);
  }

  private ResultReleased row(
      Wave wave,
      String scale,
      RowKind kind,
      @Nullable Wave from,
      @Nullable Double mean,
      @Nullable String withheld) {
    return new ResultReleased(
        year.id,
        wave.equals(Wave.BASELINE) ? FIRST : SECOND,
        wave,
        wave.equals(Wave.BASELINE) ? FIRST : SECOND,
        "cbi",
        "cd34",
        scale,
        kind,
        from,
        mean == null ? null : 12,
        mean,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        mean == null ? null : Boolean.FALSE,
        "set-" + scale + wave,
        5,
        withheld);
  }
}
