package org.circlejournal.command.session;

import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;

import java.time.LocalDateTime;
import java.util.List;
import org.circlejournal.command.session.SessionCommand.CancelSession;
import org.circlejournal.command.session.SessionCommand.PostponeSession;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.ReplanReason;
import org.circlejournal.events.circle.CircleEvent.SessionsReplanned;
import org.circlejournal.events.session.SessionEvent.DecidedBy;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.SessionCancelled;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions move or fall away. Session 3 is planned on 2026-02-09, session 4 on 2026-02-23. */
class MovingTest {

  private static final LocalDateTime THIRD = LocalDateTime.parse("2026-02-09T17:00");
  private static final LocalDateTime LATER = LocalDateTime.parse("2026-02-16T17:00");
  private static final LocalDateTime FOURTH = LocalDateTime.parse("2026-02-23T17:00");

  @Test
  void a_session_gets_a_new_date_with_reason_and_who_decided() {
    circle(2).when(member(1), session(2), postpone(3, LATER)).expectEvents(postponed(THIRD, LATER));
  }

  @Test
  void a_session_may_have_no_new_date_yet_and_get_one_later() {
    circle(2)
        .given(postponed(THIRD, null))
        .when(member(1), session(2), postpone(3, LATER))
        .expectEvents(postponed(null, LATER));
  }

  @Test
  void a_session_is_not_postponed_past_the_next_ones_date() {
    circle(2).when(member(1), session(2), postpone(3, FOURTH)).expectRefused(INVALID_VALUE);
    circle(2)
        .when(member(1), session(2), postpone(3, FOURTH.plusDays(1)))
        .expectRefused(INVALID_VALUE);
    circle(2)
        .when(member(1), session(2), postpone(3, FOURTH.minusMinutes(1)))
        .expectEvents(postponed(THIRD, FOURTH.minusMinutes(1)));
  }

  @Test
  void a_cancelled_next_session_has_no_date_to_respect() {
    circle(2)
        .given(cancelled(4, FOURTH))
        .when(member(1), session(2), postpone(3, FOURTH.plusDays(1)))
        .expectEvents(postponed(THIRD, FOURTH.plusDays(1)));
  }

  @Test
  void the_last_session_has_no_next_one() {
    LocalDateTime last = FIRST_MEETING.plusDays(25 * 14);
    circle(2)
        .when(member(1), session(2), postpone(26, last.plusDays(90)))
        .expectEvents(
            new SessionPostponed(
                CIRCLE,
                session(2),
                26,
                last,
                last.plusDays(90),
                MoveReason.SERVICE_PRESSURE,
                DecidedBy.SERVICE));
  }

  @Test
  void the_same_date_again_is_so_already() {
    circle(2).when(member(1), session(2), postpone(3, THIRD)).expectRefused(ALREADY_SO);
    circle(2)
        .given(postponed(THIRD, null))
        .when(member(1), session(2), postpone(3, null))
        .expectRefused(ALREADY_SO);
  }

  @Test
  void a_cancelled_session_may_get_a_date_again() {
    circle(2)
        .given(cancelled(3, THIRD))
        .when(member(1), session(2), postpone(3, LATER))
        .expectEvents(postponed(null, LATER));
  }

  @Test
  void a_session_is_cancelled_once() {
    circle(2).when(member(1), session(2), cancel(3)).expectEvents(cancelled(3, THIRD));
    circle(2)
        .given(cancelled(3, THIRD))
        .when(member(1), session(2), cancel(3))
        .expectRefused(ALREADY_SO);
  }

  @Test
  void a_session_that_got_a_date_again_may_be_cancelled_again() {
    circle(2)
        .given(cancelled(3, THIRD), postponed(null, LATER))
        .when(member(1), session(2), cancel(3))
        .expectEvents(cancelled(3, LATER));
  }

  @Test
  void replanning_brings_a_cancelled_session_back() {
    circle(2)
        .given(cancelled(3, THIRD))
        .given(
            new SessionsReplanned(
                CIRCLE, session(2), 3, List.of(LATER, FOURTH), ReplanReason.HOLIDAYS))
        .when(member(1), session(2), cancel(3))
        .expectEvents(cancelled(3, LATER));
  }

  @Test
  void a_held_session_neither_moves_nor_falls_away() {
    circle(2)
        .given(Held.started(3))
        .when(member(1), session(3), postpone(3, LATER))
        .expectRefused(SESSION_ALREADY_HELD);
    circle(2)
        .given(Held.started(3), Held.closed(3))
        .when(member(1), session(4), cancel(3))
        .expectRefused(SESSION_ALREADY_HELD);
  }

  @Test
  void of_a_session_that_was_jumped_over_a_cancellation_says_why_but_it_moves_no_more() {
    circle(2)
        .given(Held.started(4), Held.closed(4))
        .when(actor(1), session(2), session(5), cancel(3))
        .expectEvents(cancelled(3, THIRD));
    circle(2)
        .given(Held.started(4), Held.closed(4))
        .when(member(1), session(5), postpone(3, LATER))
        .expectRefused(SESSION_ALREADY_HELD);
  }

  @Test
  void only_planned_sessions_are_known() {
    circle(2).when(member(1), session(2), postpone(27, LATER)).expectRefused(SESSION_UNKNOWN);
    circle(2).when(member(1), session(2), cancel(0)).expectRefused(SESSION_UNKNOWN);
  }

  @Test
  void only_a_member_moves_a_session() {
    circle(2).when(STEWARD, session(2), postpone(3, LATER)).expectRefused(NOT_A_MEMBER);
    circle(2).when(member(3), session(2), cancel(3)).expectRefused(NOT_A_MEMBER);
  }

  @Test
  void a_closed_circle_moves_no_session() {
    CircleClosed closed = new CircleClosed(CIRCLE, session(2), ClosureReason.DISSOLVED);
    circle(2)
        .given(closed)
        .when(member(1), session(2), postpone(3, LATER))
        .expectRefused(CIRCLE_CLOSED);
    circle(2).given(closed).when(member(1), session(2), cancel(3)).expectRefused(CIRCLE_CLOSED);
  }

  private static PostponeSession postpone(int session, @Nullable LocalDateTime to) {
    return new PostponeSession(session, to, MoveReason.SERVICE_PRESSURE, DecidedBy.SERVICE);
  }

  private static CancelSession cancel(int session) {
    return new CancelSession(session, MoveReason.STAFFING, DecidedBy.CIRCLE);
  }

  private static SessionPostponed postponed(
      @Nullable LocalDateTime from, @Nullable LocalDateTime to) {
    return new SessionPostponed(
        CIRCLE, session(2), 3, from, to, MoveReason.SERVICE_PRESSURE, DecidedBy.SERVICE);
  }

  private static SessionCancelled cancelled(int session, LocalDateTime from) {
    return new SessionCancelled(
        CIRCLE, session(2), session, from, MoveReason.STAFFING, DecidedBy.CIRCLE);
  }
}
