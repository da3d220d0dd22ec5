package org.circlejournal.query.closing.ripples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.circlejournal.query.closing.ripples.RipplesView.BLOCKS;
import static org.circlejournal.query.closing.ripples.RipplesView.MONTHS;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.closing.ClosingEvent.Ripple;
import org.circlejournal.events.closing.ClosingEvent.RippleNoted;
import org.circlejournal.query.Year;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.ViewKit;
import org.junit.jupiter.api.Test;

class RipplesViewTest {

  private final ViewKit<Ripples> kit = new ViewKit<>(RipplesView.VIEW);

  @Test
  void members_see_how_often_each_kind_was_noted_in_each_month() {
    Year year = Year.of(8).held(1, 1, 2).held(2, 1, 2);
    notes(year, Ripple.SAID_NO);
    notes(year, Ripple.ASKED_FOR_HELP);
    notes(year, Ripple.SAID_NO);
    year.later(Duration.ofDays(14));
    notes(year, Ripple.OFFERED_HELP);
    kit.given(year.events())
        .shows(
            MONTHS,
            new RippleRow("2026-01", Ripple.ASKED_FOR_HELP, 1),
            new RippleRow("2026-01", Ripple.SAID_NO, 2),
            new RippleRow("2026-02", Ripple.OFFERED_HELP, 1));
  }

  @Test
  void a_month_begins_at_midnight_where_the_circle_is() {
    Year year = Year.of(8).held(1, 1, 2).held(2, 1, 2);
    year.at(Instant.parse("2026-01-31T22:59:59Z"));
    notes(year, Ripple.SAID_NO);
    year.at(Instant.parse("2026-01-31T23:00:00Z"));
    notes(year, Ripple.SAID_NO);
    assertThat(kit.given(year.events()).rows(MONTHS))
        .extracting(RippleRow::month)
        .containsExactly("2026-01", "2026-02");
  }

  @Test
  void others_see_the_shares_of_a_finished_block_where_each_kind_was_noted_never_or_k_times() {
    Year year = sixHeld(8, 6, 5); // 6 / 11 = 0.545
    kit.given(year.events()).shows(BLOCKS);
    assertThat(kit.given(closed(year).events()).rows(BLOCKS))
        .filteredOn(row -> row.block() == 1)
        .containsExactly(
            new BlockRow(1, 1, 6, Ripple.ASKED_FOR_HELP, 0.55, null),
            new BlockRow(1, 1, 6, Ripple.OFFERED_HELP, 0.0, null),
            new BlockRow(1, 1, 6, Ripple.SET_A_LIMIT, 0.0, null),
            new BlockRow(1, 1, 6, Ripple.SAID_NO, 0.45, null),
            new BlockRow(1, 1, 6, Ripple.COLLABORATED, 0.0, null),
            new BlockRow(1, 1, 6, Ripple.SPOKE_UP, 0.0, null));
  }

  /** With all the other shares, that of the one would be computed. */
  @Test
  void one_kind_that_was_noted_less_than_k_times_withholds_all() {
    Year year = closed(sixHeld(8, 6, 4));
    assertThat(kit.given(year.events()).rows(BLOCKS))
        .filteredOn(row -> row.block() == 1)
        .hasSize(6)
        .extracting(BlockRow::share, BlockRow::withheld)
        .containsOnly(tuple(null, "fewer-than-k"));
  }

  @Test
  void others_see_no_share_of_fewer_than_k_members_and_none_where_nothing_was_noted() {
    Year year = sixHeld(5, 6, 5);
    year.add(new MemberLeft(year.id, Year.planned(4), Year.member(5)));
    assertThat(kit.given(closed(year).events()).rows(BLOCKS))
        .extracting(BlockRow::block, BlockRow::share, BlockRow::withheld)
        .containsOnly(
            tuple(1, null, "fewer-than-k"),
            tuple(2, null, null),
            tuple(3, null, null),
            tuple(4, null, null));
  }

  @Test
  void what_comes_after_the_year_is_for_members_only_and_moves_nothing_outside() {
    Year year = closed(sixHeld(8, 6, 5));
    var before = kit.given(year.events());
    year.later(Duration.ofDays(60));
    notes(year, Ripple.SPOKE_UP);
    var after = kit.given(year.events());
    assertThat(after.rows(MONTHS)).hasSize(before.rows(MONTHS).size() + 1);
    assertThat(after.rows(BLOCKS)).isEqualTo(before.rows(BLOCKS));
    assertThat(after.released(BLOCKS)).isEqualTo(before.released(BLOCKS)).isNotEqualTo(Mark.NONE);
  }

  @Test
  void pools_are_the_mean_of_the_shares_that_left_and_keep_imported_circles_apart() {
    assertThat(
            RipplesPool.rows(
                List.of(part(false, 0.5, null), part(false, 0.25, null), part(true, 1.0, null))))
        .containsExactly(
            new RipplesPool.Row(2, false, 1, 1, 6, Ripple.SAID_NO, 0.4, null),
            new RipplesPool.Row(1, true, 1, 1, 6, Ripple.SAID_NO, 1.0, null));
    assertThat(RipplesPool.rows(List.of(part(false, null, "fewer-than-k"))))
        .containsExactly(
            new RipplesPool.Row(null, false, 1, 1, 6, Ripple.SAID_NO, null, "fewer-than-k"));
  }

  private static PoolPart<BlockRow> part(
      boolean imported,
      @org.jspecify.annotations.Nullable Double share,
      @org.jspecify.annotations.Nullable String withheld) {
    return new PoolPart<>(
        imported, 1, List.of(new BlockRow(1, 1, 6, Ripple.SAID_NO, share, withheld)));
  }

  /** Six sessions, and so many ripples of two kinds between the second and the third. */
  private static Year sixHeld(int members, int askedForHelp, int saidNo) {
    Year year = Year.of(members).held(1, 1, 2).held(2, 1, 2);
    IntStream.range(0, askedForHelp).forEach(i -> notes(year, Ripple.ASKED_FOR_HELP));
    IntStream.range(0, saidNo).forEach(i -> notes(year, Ripple.SAID_NO));
    IntStream.rangeClosed(3, 6).forEach(session -> year.held(session, 1, 2));
    return year;
  }

  private static Year closed(Year year) {
    return year.add(new CircleClosed(year.id, year.now(), ClosureReason.COMPLETED));
  }

  private static void notes(Year year, Ripple ripple) {
    year.add(new RippleNoted(year.id, year.now(), ripple));
  }
}
