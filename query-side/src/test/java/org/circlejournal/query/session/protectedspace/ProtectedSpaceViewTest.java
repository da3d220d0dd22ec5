package org.circlejournal.query.session.protectedspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.query.Year.date;
import static org.circlejournal.query.Year.planned;
import static org.circlejournal.query.session.protectedspace.ProtectedSpaceView.SESSIONS;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.ReplanReason;
import org.circlejournal.events.circle.CircleEvent.SessionsReplanned;
import org.circlejournal.events.session.SessionEvent.DecidedBy;
import org.circlejournal.events.session.SessionEvent.InterruptionCause;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.SessionCancelled;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionInterrupted;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;
import org.circlejournal.query.Year;
import org.circlejournal.query.session.protectedspace.SpaceRow.State;
import org.circlejournal.query.view.ViewKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProtectedSpaceViewTest {

  private static final MoveReason PRESSURE = MoveReason.SERVICE_PRESSURE;

  private final ViewKit<ProtectedSpace> kit = new ViewKit<>(ProtectedSpaceView.VIEW);

  @Test
  void every_planned_session_has_a_row_before_anything_happened() {
    List<SpaceRow> rows = kit.given(Year.of(5).events()).rows(SESSIONS);
    assertThat(rows).hasSize(26);
    assertThat(rows.get(0))
        .isEqualTo(
            new SpaceRow(
                1,
                ZonedDateTime.parse("2026-01-12T17:00+01:00[Europe/Berlin]"),
                null,
                State.PLANNED,
                90,
                null,
                null,
                null,
                null,
                null,
                false));
  }

  @Test
  void a_planned_date_keeps_its_local_time_over_the_change_to_summer_time() {
    List<SpaceRow> rows = kit.given(Year.of(5).events()).rows(SESSIONS);
    assertThat(rows.get(5).plannedAt()).hasToString("2026-03-23T17:00+01:00[Europe/Berlin]");
    assertThat(rows.get(6).plannedAt()).hasToString("2026-04-06T17:00+02:00[Europe/Berlin]");
  }

  @Test
  void held_minutes_run_from_start_to_close_interruptions_included() {
    Year year = Year.of(5).starts(1);
    year.add(interruption(year, 12)).add(interruption(year, 3));
    year.at(planned(1).plus(Duration.ofSeconds(80 * 60 + 59)))
        .add(new SessionClosed(year.id, year.now(), 1, null));
    kit.given(year.events())
        .row(
            SESSIONS,
            row -> row.session() == 1,
            new SpaceRow(
                1,
                date(1).atZone(Year.BERLIN),
                planned(1),
                State.HELD,
                90,
                80L,
                15,
                null,
                null,
                null,
                false));
  }

  @Test
  void an_open_session_is_held_and_has_no_length_yet() {
    SpaceRow row = row(Year.of(5).starts(1), 1);
    assertThat(row.state()).isEqualTo(State.HELD);
    assertThat(row.heldAt()).isEqualTo(planned(1));
    assertThat(row.heldMinutes()).isNull();
    assertThat(row.interruptedMinutes()).isZero();
  }

  @Test
  void an_interruption_taken_back_never_was() {
    Year year = Year.of(5).starts(1);
    SessionInterrupted mistake = interruption(year, 12);
    year.add(interruption(year, 3)).add(mistake).closes(1).retracts(mistake);
    assertThat(row(year, 1).interruptedMinutes()).isEqualTo(3);
    assertThat(row(year, 1).heldMinutes()).isEqualTo(90);
  }

  @Test
  void a_session_that_ends_early_says_why() {
    Year year = Year.of(5).starts(1).later(Duration.ofMinutes(30));
    year.add(new SessionClosed(year.id, year.now(), 1, MoveReason.STAFFING));
    SpaceRow row = row(year, 1);
    assertThat(row.heldMinutes()).isEqualTo(30);
    assertThat(row.reason()).isEqualTo(MoveReason.STAFFING);
    assertThat(row.decidedBy()).isNull();
    assertThat(row.leadHours()).isNull();
  }

  @Test
  void a_moved_session_is_postponed_to_its_new_date() {
    Year year = Year.of(5).at(planned(2).minus(Duration.ofDays(2)));
    postpone(year, 2, date(2).plusDays(2), MoveReason.ROOM);
    kit.given(year.events())
        .row(
            SESSIONS,
            row -> row.session() == 2,
            new SpaceRow(
                2,
                date(2).plusDays(2).atZone(Year.BERLIN),
                null,
                State.POSTPONED,
                90,
                null,
                null,
                MoveReason.ROOM,
                DecidedBy.SERVICE,
                48L,
                false));
  }

  @Test
  void a_moved_session_without_a_new_date_has_none() {
    Year year = Year.of(5).at(planned(2).minus(Duration.ofHours(1)));
    postpone(year, 2, null, MoveReason.ROOM);
    assertThat(row(year, 2).plannedAt()).isNull();
    assertThat(row(year, 2).state()).isEqualTo(State.POSTPONED);
    year.add(
        new SessionPostponed(
            year.id, year.now(), 2, null, date(2), MoveReason.OTHER, DecidedBy.CIRCLE));
    assertThat(row(year, 2).leadHours()).as("there was no date before this move").isNull();
  }

  @Test
  void a_moved_session_that_starts_is_held_and_keeps_its_reason() {
    Year year = Year.of(5).at(planned(2).minus(Duration.ofHours(5)));
    postpone(year, 2, date(2).plusDays(2), PRESSURE);
    year.at(planned(2).plus(Duration.ofDays(2)));
    Instant start = year.now();
    year.add(new org.circlejournal.events.session.SessionEvent.SessionStarted(year.id, start, 2));
    SpaceRow row = row(year, 2);
    assertThat(row.state()).isEqualTo(State.HELD);
    assertThat(row.heldAt()).isEqualTo(start);
    assertThat(row.reason()).isEqualTo(PRESSURE);
    assertThat(row.decidedBy()).isEqualTo(DecidedBy.SERVICE);
    assertThat(row.leadHours()).isEqualTo(5);
  }

  @Test
  void a_cancelled_session_keeps_the_date_that_fell_away() {
    Year year = Year.of(5).at(planned(3).minus(Duration.ofMinutes(30)));
    cancel(year, 3, PRESSURE);
    SpaceRow row = row(year, 3);
    assertThat(row.state()).isEqualTo(State.CANCELLED);
    assertThat(row.plannedAt()).isEqualTo(date(3).atZone(Year.BERLIN));
    assertThat(row.reason()).isEqualTo(PRESSURE);
    assertThat(row.leadHours()).as("half an hour is no whole one").isZero();
    assertThat(row.interruptedMinutes()).isNull();
  }

  @Test
  void a_cancelled_session_that_gets_a_new_date_is_planned_again() {
    Year year = Year.of(5).at(planned(3).minus(Duration.ofHours(3)));
    cancel(year, 3, PRESSURE);
    year.add(
        new SessionPostponed(
            year.id, year.now(), 3, null, date(3).plusDays(1), MoveReason.ROOM, DecidedBy.CIRCLE));
    assertThat(row(year, 3).state()).isEqualTo(State.POSTPONED);
  }

  @Test
  void a_new_plan_brings_a_cancelled_session_back_and_its_reason_stays() {
    Year year = Year.of(5).at(planned(3).minus(Duration.ofHours(3)));
    cancel(year, 3, PRESSURE);
    replan(year, 3, 1);
    SpaceRow row = row(year, 3);
    assertThat(row.state()).isEqualTo(State.POSTPONED);
    assertThat(row.plannedAt()).isEqualTo(date(3).plusDays(1).atZone(Year.BERLIN));
    assertThat(row.reason()).isEqualTo(PRESSURE);
  }

  @Test
  void a_new_plan_moves_dates_and_is_no_reason() {
    Year year = Year.of(5);
    replan(year, 2, 7);
    assertThat(row(year, 1).plannedAt()).isEqualTo(date(1).atZone(Year.BERLIN));
    SpaceRow row = row(year, 2);
    assertThat(row.plannedAt()).isEqualTo(date(3).minusDays(7).atZone(Year.BERLIN));
    assertThat(row.state()).isEqualTo(State.PLANNED);
    assertThat(row.reason()).isNull();
  }

  @Test
  void a_session_jumped_over_is_not_held_until_somebody_says_why() {
    Year year = Year.of(5).held(1).held(3);
    assertThat(row(year, 2).state()).isEqualTo(State.NOT_HELD);
    assertThat(row(year, 4).state()).isEqualTo(State.PLANNED);
    cancel(year, 2, PRESSURE);
    assertThat(row(year, 2).state()).isEqualTo(State.CANCELLED);
    assertThat(row(year, 2).leadHours()).as("said afterwards").isEqualTo(-338);
  }

  @Test
  void a_moved_session_jumped_over_is_not_held_and_keeps_its_reason() {
    Year year = Year.of(5).held(1);
    postpone(year, 2, null, PRESSURE);
    year.held(3);
    assertThat(row(year, 2).state()).isEqualTo(State.NOT_HELD);
    assertThat(row(year, 2).reason()).isEqualTo(PRESSURE);
  }

  @Test
  void a_session_jumped_over_and_written_up_later_was_held() {
    Year year = Year.of(5).held(1).held(3).held(2);
    assertThat(row(year, 2).state()).isEqualTo(State.HELD);
    assertThat(row(year, 2).heldMinutes()).isEqualTo(90);
  }

  @Test
  void what_was_not_held_when_the_circle_closes_is_not_held_unless_cancelled() {
    Year year = Year.of(5).held(1);
    cancel(year, 2, MoveReason.LEAVE_PERIOD);
    postpone(year, 3, null, MoveReason.ROOM);
    year.add(new CircleClosed(year.id, year.now(), ClosureReason.SPACE_WITHDRAWN));
    assertThat(kit.given(year.events()).rows(SESSIONS))
        .extracting(SpaceRow::state)
        .startsWith(State.HELD, State.CANCELLED, State.NOT_HELD, State.NOT_HELD)
        .endsWith(State.NOT_HELD)
        .doesNotContain(State.PLANNED, State.POSTPONED);
    assertThat(row(year, 3).reason()).isEqualTo(MoveReason.ROOM);
  }

  @Test
  void lead_hours_are_whole_and_floored() {
    assertThat(leadHours(Duration.ofMinutes(119))).isEqualTo(1);
    assertThat(leadHours(Duration.ofHours(2))).isEqualTo(2);
    assertThat(leadHours(Duration.ofMinutes(2).minusMillis(1))).isEqualTo(0);
    assertThat(leadHours(Duration.ofMillis(-1))).isEqualTo(-1);
    assertThat(leadHours(Duration.ofHours(-1))).isEqualTo(-1);
    assertThat(leadHours(Duration.ofMinutes(-61))).isEqualTo(-2);
  }

  @Test
  void lead_hours_are_hours_that_pass_also_over_the_change_to_summer_time() {
    // Nine days on the wall clock, from 17:00 to 17:00; the night of 29 March has an hour less.
    Year year = Year.of(5).at(Instant.parse("2026-03-28T16:00:00Z"));
    postpone(year, 7, date(7).plusDays(1), MoveReason.ROOM);
    assertThat(row(year, 7).leadHours()).isEqualTo(9 * 24 - 1);
  }

  @Test
  void two_of_three_lost_to_service_pressure_are_an_early_warning_for_as_long_as_three_reach() {
    Year year = Year.of(5);
    cancel(year, 2, PRESSURE);
    postpone(year, 4, date(4).plusDays(1), PRESSURE);
    assertThat(warnings(year)).containsExactly(4); // 2 and 4 of 2, 3, 4
    cancel(year, 5, PRESSURE);
    assertThat(warnings(year)).containsExactly(4, 5, 6);
  }

  @Test
  void the_first_two_sessions_can_warn_already() {
    Year year = Year.of(5);
    cancel(year, 1, PRESSURE);
    cancel(year, 2, PRESSURE);
    assertThat(warnings(year)).containsExactly(2, 3);
  }

  @Test
  void other_reasons_and_one_session_moved_twice_are_no_warning() {
    Year year = Year.of(5);
    cancel(year, 2, MoveReason.STAFFING);
    postpone(year, 3, date(3).plusDays(1), PRESSURE);
    postpone(year, 3, date(3).plusDays(2), PRESSURE);
    assertThat(warnings(year)).isEmpty();
  }

  @Test
  void a_session_once_moved_for_service_pressure_counts_whatever_moved_it_later() {
    Year year = Year.of(5);
    postpone(year, 2, date(2).plusDays(1), PRESSURE);
    postpone(year, 2, date(2).plusDays(2), MoveReason.ROOM);
    cancel(year, 3, PRESSURE);
    assertThat(warnings(year)).containsExactly(3, 4);
    year.held(2);
    assertThat(warnings(year)).as("held in the end, and moved all the same").containsExactly(3, 4);
  }

  // --- words ----------------------------------------------------------------------------------

  private SpaceRow row(Year year, int session) {
    return kit.given(year.events()).rows(SESSIONS).get(session - 1);
  }

  private List<Integer> warnings(Year year) {
    return kit.given(year.events()).rows(SESSIONS).stream()
        .filter(SpaceRow::earlyWarning)
        .map(SpaceRow::session)
        .toList();
  }

  private @Nullable Long leadHours(Duration before) {
    Year year = Year.of(5).at(planned(2).minus(before));
    cancel(year, 2, MoveReason.OTHER);
    return row(year, 2).leadHours();
  }

  private static SessionInterrupted interruption(Year year, int minutes) {
    return new SessionInterrupted(year.id, year.now(), 1, InterruptionCause.PAGE, minutes);
  }

  private static void postpone(
      Year year, int session, @Nullable LocalDateTime to, MoveReason reason) {
    year.add(
        new SessionPostponed(
            year.id, year.now(), session, date(session), to, reason, DecidedBy.SERVICE));
  }

  private static void cancel(Year year, int session, MoveReason reason) {
    year.add(
        new SessionCancelled(
            year.id, year.now(), session, date(session), reason, DecidedBy.SERVICE));
  }

  private static void replan(Year year, int from, int days) {
    List<LocalDateTime> dates =
        IntStream.rangeClosed(from, 26).mapToObj(s -> date(s).plusDays(days)).toList();
    year.add(new SessionsReplanned(year.id, year.now(), from, dates, ReplanReason.HOLIDAYS));
  }
}
