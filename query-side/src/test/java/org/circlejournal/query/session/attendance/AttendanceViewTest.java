package org.circlejournal.query.session.attendance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.query.Year.planned;
import static org.circlejournal.query.session.attendance.AttendanceView.BLOCKS;
import static org.circlejournal.query.session.attendance.AttendanceView.MEMBERS;
import static org.circlejournal.query.session.attendance.AttendanceView.SESSIONS;

import java.time.Duration;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.session.SessionEvent.ApologiesSent;
import org.circlejournal.events.session.SessionEvent.ApologyReason;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Presence;
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
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(6, 0.5, 1.0),
            org.assertj.core.groups.Tuple.tuple(5, 0.6, 0.8333));
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

  private static Year sixHeld(int members, int... present) {
    Year year = Year.of(members);
    IntStream.rangeClosed(1, 6).forEach(session -> year.held(session, present));
    return year;
  }
}
