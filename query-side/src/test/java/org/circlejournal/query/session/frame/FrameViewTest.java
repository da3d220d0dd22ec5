package org.circlejournal.query.session.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.circlejournal.query.Year.planned;
import static org.circlejournal.query.session.frame.FrameView.BLOCKS;
import static org.circlejournal.query.session.frame.FrameView.PHASES;
import static org.circlejournal.query.session.frame.FrameView.SLIPS;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.PhaseEntered;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.circlejournal.query.Year;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.ViewKit;
import org.junit.jupiter.api.Test;

class FrameViewTest {

  private final ViewKit<Frame> kit = new ViewKit<>(FrameView.VIEW);

  @Test
  void a_closed_session_shows_every_phase_of_its_rhythm_and_which_were_skipped() {
    Year year = Year.of(8).starts(2);
    enters(year, 2, Phase.STILLNESS, 0);
    enters(year, 2, Phase.PRESENTATION, 10);
    enters(year, 2, Phase.REFLECTION, 25);
    enters(year, 2, Phase.CLOSING, 80);
    kit.given(year.closes(2).events())
        .shows(
            PHASES,
            new PhaseRow(2, Phase.STILLNESS, true, 10L),
            new PhaseRow(2, Phase.PRESENTATION, true, 15L),
            new PhaseRow(2, Phase.CLARIFYING, false, null),
            new PhaseRow(2, Phase.REFLECTION, true, 55L),
            new PhaseRow(2, Phase.RETURN, false, null),
            new PhaseRow(2, Phase.CLOSING, true, 10L));
  }

  @Test
  void a_phase_that_is_entered_again_has_the_minutes_of_both_times() {
    Year year = Year.of(8).starts(2);
    enters(year, 2, Phase.CLARIFYING, 20);
    enters(year, 2, Phase.REFLECTION, 30);
    enters(year, 2, Phase.CLARIFYING, 50);
    enters(year, 2, Phase.REFLECTION, 55);
    kit.given(year.closes(2).events())
        .row(
            PHASES,
            row -> row.phase() == Phase.CLARIFYING,
            new PhaseRow(2, Phase.CLARIFYING, true, 15L))
        .row(
            PHASES,
            row -> row.phase() == Phase.REFLECTION,
            new PhaseRow(2, Phase.REFLECTION, true, 55L));
  }

  @Test
  void the_first_and_the_last_session_have_a_rhythm_of_their_own() {
    Year year = Year.of(8).held(1, 1, 2).held(26, 1, 2);
    assertThat(kit.given(year.events()).rows(PHASES))
        .extracting(PhaseRow::session, PhaseRow::phase)
        .containsExactly(
            tuple(1, Phase.INTRODUCTIONS),
            tuple(1, Phase.MAPPING),
            tuple(1, Phase.SURVEYS),
            tuple(26, Phase.STILLNESS),
            tuple(26, Phase.LOOKING_BACK),
            tuple(26, Phase.SURVEYS));
  }

  @Test
  void an_open_session_shows_what_was_entered_and_no_minutes_of_what_lasts() {
    Year year = Year.of(8).starts(2);
    kit.given(year.events()).shows(PHASES);
    enters(year, 2, Phase.STILLNESS, 0);
    enters(year, 2, Phase.PRESENTATION, 9);
    kit.given(year.events())
        .shows(
            PHASES,
            new PhaseRow(2, Phase.STILLNESS, true, 9L),
            new PhaseRow(2, Phase.PRESENTATION, true, null));
  }

  @Test
  void a_session_that_ended_early_did_not_hold_what_was_left() {
    Year year = Year.of(8).starts(2);
    enters(year, 2, Phase.STILLNESS, 0);
    year.at(planned(2).plus(Duration.ofMinutes(7)));
    year.add(new SessionClosed(year.id, year.now(), 2, MoveReason.SERVICE_PRESSURE));
    assertThat(kit.given(year.events()).rows(PHASES))
        .extracting(PhaseRow::held, PhaseRow::minutes)
        .startsWith(tuple(true, 7L), tuple(false, null))
        .hasSize(6);
  }

  @Test
  void slips_are_counted_by_session_and_kind_and_those_taken_back_never_were() {
    Year year = Year.of(8).starts(2);
    slips(year, 2, SlipKind.FIXING).retracts(slip(year, 2, SlipKind.FIXING));
    slips(year, 2, SlipKind.NOTES);
    slips(year, 2, SlipKind.ADVICE);
    slips(year, 2, SlipKind.ADVICE);
    year.closes(2);
    year.later(Duration.ofDays(3)).add(slip(year, 2, SlipKind.NOTES)); // a late entry
    kit.given(year.events())
        .shows(SLIPS, new SlipRow(2, SlipKind.ADVICE, 2), new SlipRow(2, SlipKind.NOTES, 2));
  }

  @Test
  void others_see_in_what_part_of_a_blocks_sessions_a_kind_was_named_and_not_how_often() {
    Year year = sixHeld(8);
    kit.given(year.events()).shows(BLOCKS);
    year.later(Duration.ofDays(28));
    year.add(new FrameAgreed(year.id, year.now(), Year.member(1), "1"));
    assertThat(kit.given(year.events()).rows(BLOCKS))
        .as("advice in two of six sessions, in one of them twice")
        .hasSize(SlipKind.values().length)
        .startsWith(
            new SlipBlockRow(1, 1, 6, SlipKind.ADVICE, 0.35, null),
            new SlipBlockRow(1, 1, 6, SlipKind.FIXING, 0.0, null));
  }

  @Test
  void others_see_no_share_of_fewer_than_k_members_and_none_where_nothing_was_held() {
    Year year = sixHeld(5);
    year.add(new MemberLeft(year.id, planned(4), Year.member(5)));
    year.add(new CircleClosed(year.id, year.now(), ClosureReason.DISSOLVED));
    assertThat(kit.given(year.events()).rows(BLOCKS))
        .extracting(SlipBlockRow::block, SlipBlockRow::share, SlipBlockRow::withheld)
        .containsOnly(
            tuple(1, null, "fewer-than-k"),
            tuple(2, null, null),
            tuple(3, null, null),
            tuple(4, null, null));
  }

  @Test
  void what_was_shown_to_others_stays_as_it_was() {
    Year year = sixHeld(8).later(Duration.ofDays(28));
    year.add(new FrameAgreed(year.id, year.now(), Year.member(1), "1"));
    List<SlipBlockRow> shown = kit.given(year.events()).rows(BLOCKS);
    year.retracts(slip(year, 2, SlipKind.ADVICE));
    assertThat(kit.given(year.events()).rows(BLOCKS)).isEqualTo(shown);
  }

  @Test
  void what_others_are_told_of_versions_does_not_move_with_slips() {
    Year year = Year.of(8).starts(2);
    enters(year, 2, Phase.STILLNESS, 0);
    Mark then = kit.given(year.events()).released(PHASES);
    assertThat(then.version()).isEqualTo(year.events().size() - 1);
    slips(year, 2, SlipKind.ADVICE);
    assertThat(kit.given(year.events()).released(PHASES)).isEqualTo(then);
    assertThat(kit.given(year.events()).released(BLOCKS)).isEqualTo(Mark.NONE);
  }

  @Test
  void pools_count_circles_and_add_minutes_and_keep_imported_ones_apart() {
    List<PhaseRow> one =
        List.of(
            new PhaseRow(2, Phase.STILLNESS, true, 10L),
            new PhaseRow(2, Phase.PRESENTATION, false, null));
    List<PhaseRow> other = List.of(new PhaseRow(2, Phase.STILLNESS, true, 12L));
    assertThat(
            FramePool.rows(
                List.of(
                    new PoolPart<>(false, 1, one),
                    new PoolPart<>(true, 1, other),
                    new PoolPart<>(false, 1, other))))
        .containsExactly(
            new FramePool.Row(2, false, 2, Phase.STILLNESS, 2, 22),
            new FramePool.Row(1, false, 2, Phase.PRESENTATION, 0, 0),
            new FramePool.Row(1, true, 2, Phase.STILLNESS, 1, 12));
  }

  /** Six sessions; advice is named twice in the second and once in the fourth. */
  private static Year sixHeld(int members) {
    Year year = Year.of(members);
    IntStream.rangeClosed(1, 6)
        .forEach(
            session -> {
              year.starts(session);
              IntStream.range(0, session == 2 ? 2 : session == 4 ? 1 : 0)
                  .forEach(i -> slips(year, session, SlipKind.ADVICE));
              year.closes(session);
            });
    return year;
  }

  private static void enters(Year year, int session, Phase phase, int minute) {
    year.at(planned(session).plus(Duration.ofMinutes(minute)));
    year.add(new PhaseEntered(year.id, year.now(), session, phase));
  }

  private static Year slips(Year year, int session, SlipKind kind) {
    return year.add(new FrameSlipNamed(year.id, year.now(), session, kind));
  }

  /** As it was named at the start of the session. */
  private static FrameSlipNamed slip(Year year, int session, SlipKind kind) {
    return new FrameSlipNamed(year.id, planned(session), session, kind);
  }
}
