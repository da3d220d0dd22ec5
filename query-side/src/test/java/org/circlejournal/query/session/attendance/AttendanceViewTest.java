package org.circlejournal.query.session.attendance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.circlejournal.query.Year.planned;
import static org.circlejournal.query.session.attendance.AttendanceView.BLOCKS;
import static org.circlejournal.query.session.attendance.AttendanceView.MEMBERS;
import static org.circlejournal.query.session.attendance.AttendanceView.SESSIONS;

import java.time.Duration;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.circle.CircleEvent.MemberReturned;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.session.SessionEvent.ApologiesSent;
import org.circlejournal.events.session.SessionEvent.ApologyReason;
import org.circlejournal.events.session.SessionEvent.DecidedBy;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;
import org.circlejournal.query.Year;
import org.circlejournal.query.session.attendance.MemberRow.Status;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.ViewKit;
import org.junit.jupiter.api.Test;

class AttendanceViewTest {

  private final ViewKit<Attendance> kit = new ViewKit<>(AttendanceView.VIEW);

  @Test
  void a_session_counts_who_came_and_how_and_who_sent_apologies() {
    Year year = Year.of(8).starts(1).here(1, 1, 2, 3, 4).remote(1, 5);
    year.add(new ApologiesSent(year.id, year.now(), 1, ApologyReason.ON_CALL));
    kit.given(year.closes(1).events())
        .shows(
            SESSIONS,
            new SessionRow(
                1, Year.date(1).atZone(Year.BERLIN), planned(1), 8, 5, 1, 1, 2, 0.625, 1.0));
  }

  @Test
  void a_session_that_has_not_started_has_no_row() {
    kit.given(Year.of(8).events()).shows(SESSIONS).shows(MEMBERS);
  }

  @Test
  void who_leaves_after_a_session_still_counts_for_it() {
    Year year = Year.of(6).held(1, 1, 2, 3);
    year.add(new MemberLeft(year.id, year.now().plusSeconds(60), Year.member(6)));
    year.held(2, 1, 2, 3);
    assertThat(kit.given(year.events()).rows(SESSIONS))
        .extracting(SessionRow::members, SessionRow::share, SessionRow::retention)
        .containsExactly(tuple(6, 0.5, 1.0), tuple(5, 0.6, 0.8333));
  }

  /** Found on 2026-11-22: the letter of the columns gave −1 absent and a share of 1.25. */
  @Test
  void who_was_there_and_left_the_circle_before_the_close_makes_no_count_negative() {
    Year year = Year.of(5).starts(1).here(1, 1, 2, 3, 4, 5);
    year.add(new MemberLeft(year.id, year.now().plusSeconds(60), Year.member(5)));
    assertThat(kit.given(year.closes(1).events()).rows(SESSIONS))
        .extracting(SessionRow::members, SessionRow::present, SessionRow::absent, SessionRow::share)
        .containsExactly(tuple(4, 5, 0, 1.0));
  }

  @Test
  void a_check_in_taken_back_never_was() {
    Year year = Year.of(5).starts(1).here(1, 1, 2);
    year.retracts(new MemberCheckedIn(year.id, year.now(), 1, Year.member(2), Presence.IN_PERSON));
    assertThat(kit.given(year.events()).rows(MEMBERS))
        .filteredOn(row -> row.status() == Status.PRESENT)
        .containsExactly(new MemberRow(Year.member(1), 1, Status.PRESENT));
  }

  @Test
  void after_erasure_a_members_rows_are_gone_and_counts_stay() {
    Year year = Year.of(5).held(1, 1, 2);
    year.add(new ErasureRequested(year.id, year.now(), Lane.MEMBER, Year.member(2).value()));
    var given = kit.given(year.events());
    assertThat(given.rows(MEMBERS)).extracting(MemberRow::memberId).doesNotContain(Year.member(2));
    assertThat(given.rows(SESSIONS).get(0).present()).isEqualTo(2);
  }

  @Test
  void others_see_a_block_of_six_28_days_after_its_last_session_rounded_to_5_percent() {
    Year year = sixHeld(8, 1, 2, 3, 4, 5); // 5 / 8 = 0.625
    var early = year.now().plus(Duration.ofDays(28)).minusSeconds(1);
    year.add(new FrameAgreed(year.id, early, Year.member(1), "1"));
    kit.given(year.events()).shows(BLOCKS);

    year.add(new FrameAgreed(year.id, early.plusSeconds(1), Year.member(2), "1"));
    kit.given(year.events()).shows(BLOCKS, new BlockRow(1, 1, 6, 0.65, null));
  }

  @Test
  void what_others_are_told_of_versions_moves_only_when_a_block_is_finished() {
    Year year = sixHeld(8, 1, 2, 3, 4, 5);
    assertThat(kit.given(year.events()).released(BLOCKS)).isEqualTo(Mark.NONE);

    year.later(Duration.ofDays(29));
    year.add(new FrameAgreed(year.id, year.now(), Year.member(1), "1"));
    Mark then = kit.given(year.events()).released(BLOCKS);
    assertThat(then.version()).isEqualTo(year.events().size() - 1);

    year.add(new FrameAgreed(year.id, year.now(), Year.member(2), "1"));
    assertThat(kit.given(year.events()).released(BLOCKS)).isEqualTo(then);
  }

  @Test
  void others_see_no_share_of_fewer_than_k_members() {
    Year year = sixHeld(5, 1, 2, 3);
    year.add(new MemberLeft(year.id, planned(4), Year.member(5)));
    year.add(new CircleClosed(year.id, year.now(), ClosureReason.DISSOLVED));
    assertThat(kit.given(year.events()).rows(BLOCKS).get(0))
        .isEqualTo(new BlockRow(1, 1, 6, null, "fewer-than-k"));
  }

  @Test
  void closing_the_circle_finishes_all_blocks() {
    Year year = sixHeld(8, 1, 2, 3, 4);
    year.add(new CircleClosed(year.id, year.now(), ClosureReason.COMPLETED));
    kit.given(year.events())
        .shows(
            BLOCKS,
            new BlockRow(1, 1, 6, 0.5, null),
            new BlockRow(2, 7, 12, null, null),
            new BlockRow(3, 13, 18, null, null),
            new BlockRow(4, 19, 26, null, null));
  }

  @Test
  void apologies_taken_back_never_were() {
    Year year = Year.of(8).starts(1).here(1, 1, 2, 3);
    ApologiesSent duplicate = new ApologiesSent(year.id, year.now(), 1, ApologyReason.ON_CALL);
    year.add(duplicate).add(duplicate).closes(1).retracts(duplicate);
    SessionRow row = kit.given(year.events()).rows(SESSIONS).get(0);
    assertThat(row.apologies()).isEqualTo(1);
    assertThat(row.absent()).isEqualTo(4);
  }

  @Test
  void shares_have_four_decimals() {
    Year year = Year.of(6).held(1, 1, 2, 3, 4);
    assertThat(kit.given(year.events()).rows(SESSIONS).get(0).share()).isEqualTo(0.6667);
  }

  @Test
  void who_returns_was_joined_once() {
    Year year = Year.of(6).held(1, 1, 2, 3);
    year.later(Duration.ofDays(1)).add(new MemberLeft(year.id, year.now(), Year.member(6)));
    year.held(2, 1, 2, 3).later(Duration.ofDays(1));
    year.add(new MemberReturned(year.id, year.now(), Year.member(6))).held(3, 1, 6);
    var given = kit.given(year.events());
    assertThat(given.rows(SESSIONS))
        .extracting(SessionRow::members, SessionRow::retention)
        .containsExactly(tuple(6, 1.0), tuple(5, 0.8333), tuple(6, 1.0));
    assertThat(given.rows(MEMBERS))
        .filteredOn(row -> row.memberId().equals(Year.member(6)))
        .extracting(MemberRow::session, MemberRow::status)
        .containsExactly(tuple(1, Status.NOT_PRESENT), tuple(3, Status.PRESENT));
  }

  @Test
  void who_joins_later_counts_from_then_on() {
    Year year = Year.of(5).held(1, 1);
    year.later(Duration.ofDays(1)).add(new MemberJoined(year.id, year.now(), Year.member(6)));
    year.held(2, 1, 6);
    assertThat(kit.given(year.events()).rows(SESSIONS))
        .extracting(SessionRow::members, SessionRow::retention)
        .containsExactly(tuple(5, 1.0), tuple(6, 1.0));
  }

  @Test
  void a_session_that_was_moved_shows_its_current_date_and_when_it_started() {
    Year year = Year.of(5).at(planned(1).minus(Duration.ofHours(2)));
    year.add(
        new SessionPostponed(
            year.id,
            year.now(),
            1,
            Year.date(1),
            Year.date(1).plusDays(1),
            MoveReason.ROOM,
            DecidedBy.CIRCLE));
    year.held(1, 1, 2);
    SessionRow row = kit.given(year.events()).rows(SESSIONS).get(0);
    assertThat(row.plannedAt()).isEqualTo(Year.date(1).plusDays(1).atZone(Year.BERLIN));
    assertThat(row.startedAt()).isEqualTo(planned(1));
  }

  @Test
  void blocks_are_of_six_and_the_last_runs_to_the_end() {
    Year year = Year.of(10);
    IntStream.rangeClosed(1, 26)
        .forEach(
            session ->
                year.held(session, IntStream.rangeClosed(1, session <= 18 ? 9 : 6).toArray()));
    assertThat(kit.given(year.events()).rows(BLOCKS))
        .as("the last session of block 3 is more than 28 days ago, that of block 4 is not")
        .containsExactly(
            new BlockRow(1, 1, 6, 0.9, null),
            new BlockRow(2, 7, 12, 0.9, null),
            new BlockRow(3, 13, 18, 0.9, null));
    year.later(Duration.ofDays(28));
    year.add(new FrameAgreed(year.id, year.now(), Year.member(1), "1"));
    assertThat(kit.given(year.events()).rows(BLOCKS).get(3))
        .isEqualTo(new BlockRow(4, 19, 26, 0.6, null));
  }

  @Test
  void a_block_whose_last_session_was_not_held_is_finished_28_days_after_its_date() {
    Year year = Year.of(8);
    IntStream.rangeClosed(1, 5).forEach(session -> year.held(session, 1, 2, 3, 4));
    year.at(planned(6).plus(Duration.ofDays(28)).minusSeconds(1));
    year.add(new FrameAgreed(year.id, year.now(), Year.member(1), "1"));
    kit.given(year.events()).shows(BLOCKS);
    year.later(Duration.ofSeconds(1))
        .add(new FrameAgreed(year.id, year.now(), Year.member(2), "1"));
    kit.given(year.events()).shows(BLOCKS, new BlockRow(1, 1, 6, 0.5, null));
  }

  @Test
  void a_share_is_of_all_who_could_have_come_in_the_whole_block() {
    Year year = Year.of(6);
    year.held(1, 1, 2, 3, 4, 5, 6).held(2, 1, 2, 3);
    IntStream.rangeClosed(3, 6).forEach(session -> year.held(session, 1, 2, 3));
    year.add(new CircleClosed(year.id, year.now(), ClosureReason.DISSOLVED));
    // (6 + 5 * 3) / 36 = 0.5833, to the next 0.05
    assertThat(kit.given(year.events()).rows(BLOCKS).get(0).share()).isEqualTo(0.6);
  }

  @Test
  void what_was_shown_to_others_stays_as_it_was() {
    Year year = sixHeld(8, 1, 2, 3, 4);
    MemberCheckedIn late =
        new MemberCheckedIn(year.id, year.now(), 6, Year.member(4), Presence.IN_PERSON);
    year.later(Duration.ofDays(28));
    year.add(new FrameAgreed(year.id, year.now(), Year.member(1), "1"));
    year.retracts(late);
    kit.given(year.events()).shows(BLOCKS, new BlockRow(1, 1, 6, 0.5, null));
  }

  private static Year sixHeld(int members, int... present) {
    Year year = Year.of(members);
    IntStream.rangeClosed(1, 6).forEach(session -> year.held(session, present));
    return year;
  }
}
