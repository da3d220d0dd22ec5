package org.circlejournal.command.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;
import static org.circlejournal.command.session.Held.*;

import org.circlejournal.command.session.SessionCommand.AdvancePhase;
import org.circlejournal.command.session.SessionCommand.CloseSession;
import org.circlejournal.command.session.SessionCommand.StartSession;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.session.SessionEvent.DecidedBy;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.SessionCancelled;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.junit.jupiter.api.Test;

/** A session starts, goes through its phases, and closes. */
class CourseTest {

  @Test
  void a_session_starts_and_enters_no_phase() {
    circle(2).when(member(1), session(3), new StartSession(3)).expectEvents(started(3));
  }

  @Test
  void the_next_one_need_not_be_the_next_number() {
    circle(2)
        .given(started(3), closed(3))
        .when(member(1), session(7), new StartSession(7))
        .expectEvents(started(7));
  }

  @Test
  void a_session_is_held_once() {
    circle(2)
        .given(started(3), closed(3))
        .when(member(1), session(4), new StartSession(3))
        .expectRefused(SESSION_ALREADY_HELD);
    circle(2)
        .given(started(3))
        .when(member(1), session(3), new StartSession(3))
        .expectRefused(SESSION_ALREADY_HELD);
  }

  @Test
  void one_that_was_jumped_over_does_not_start_any_more() {
    circle(2)
        .given(started(4), closed(4))
        .when(member(1), session(5), new StartSession(3))
        .expectRefused(SESSION_ALREADY_HELD);
  }

  @Test
  void one_session_is_open_at_a_time() {
    circle(2)
        .given(started(3))
        .when(member(1), session(4), new StartSession(4))
        .expectRefused(ANOTHER_SESSION_OPEN);
    circle(2)
        .given(started(3), closed(3))
        .when(member(1), session(4), new StartSession(4))
        .expectEvents(started(4));
  }

  @Test
  void a_cancelled_session_that_meets_nevertheless_is_held() {
    circle(2)
        .given(
            new SessionCancelled(
                CIRCLE, session(2), 3, null, MoveReason.STAFFING, DecidedBy.SERVICE))
        .when(member(1), session(3), new StartSession(3))
        .expectEvents(started(3));
  }

  @Test
  void only_a_planned_session_starts_and_only_a_member_starts_it() {
    circle(2).when(member(1), session(3), new StartSession(27)).expectRefused(SESSION_UNKNOWN);
    circle(2).when(STEWARD, session(3), new StartSession(3)).expectRefused(NOT_A_MEMBER);
    circle(2)
        .given(new CircleClosed(CIRCLE, session(2), ClosureReason.DISSOLVED))
        .when(member(1), session(3), new StartSession(3))
        .expectRefused(CIRCLE_CLOSED);
  }

  @Test
  void a_phase_is_entered_in_the_open_session() {
    open(3)
        .when(member(1), session(3, 1), advance(3, Phase.STILLNESS))
        .expectEvents(entered(3, Phase.STILLNESS, 1));
    circle(2)
        .when(member(1), session(3), advance(3, Phase.STILLNESS))
        .expectRefused(SESSION_NOT_OPEN);
  }

  @Test
  void a_closed_session_enters_no_phase_not_even_late() {
    closed(3, Phase.STILLNESS)
        .when(actor(1), session(3, 30), session(3, 95), advance(3, Phase.RETURN))
        .expectRefused(SESSION_NOT_OPEN);
  }

  @Test
  void phases_go_forward_with_skipping_and_not_back() {
    open(3, Phase.STILLNESS)
        .when(member(1), session(3, 20), advance(3, Phase.CLARIFYING))
        .expectEvents(entered(3, Phase.CLARIFYING, 20));
    open(3, Phase.CLARIFYING)
        .when(member(1), session(3, 20), advance(3, Phase.PRESENTATION))
        .expectRefused(PHASE_ORDER);
    open(3, Phase.STILLNESS)
        .when(member(1), session(3, 20), advance(3, Phase.STILLNESS))
        .expectRefused(PHASE_ORDER);
  }

  @Test
  void the_circle_may_ask_once_more_and_hear_another_case() {
    open(3, Phase.REFLECTION)
        .when(member(1), session(3, 20), advance(3, Phase.CLARIFYING))
        .expectEvents(entered(3, Phase.CLARIFYING, 20));
    open(3, Phase.RETURN)
        .when(member(1), session(3, 20), advance(3, Phase.PRESENTATION))
        .expectEvents(entered(3, Phase.PRESENTATION, 20));
  }

  @Test
  void first_and_last_session_have_phases_of_their_own() {
    open(1)
        .when(member(1), session(1, 1), advance(1, Phase.INTRODUCTIONS))
        .expectEvents(entered(1, Phase.INTRODUCTIONS, 1));
    open(1)
        .when(member(1), session(1, 1), advance(1, Phase.PRESENTATION))
        .expectRefused(PHASE_ORDER);
    open(26)
        .when(member(1), session(26, 1), advance(26, Phase.LOOKING_BACK))
        .expectEvents(entered(26, Phase.LOOKING_BACK, 1));
    open(3).when(member(1), session(3, 1), advance(3, Phase.SURVEYS)).expectRefused(PHASE_ORDER);
  }

  @Test
  void a_phase_does_not_begin_before_the_one_before_it_nor_before_the_start() {
    open(3, Phase.STILLNESS)
        .when(actor(1), session(3, 9), session(3, 12), advance(3, Phase.PRESENTATION))
        .expectRefused(AT_OUT_OF_ORDER);
    open(3)
        .when(actor(1), session(3, -1), session(3, 2), advance(3, Phase.STILLNESS))
        .expectRefused(AT_OUT_OF_ORDER);
    open(3, Phase.STILLNESS)
        .when(actor(1), session(3, 10), session(3, 12), advance(3, Phase.PRESENTATION))
        .expectEvents(entered(3, Phase.PRESENTATION, 10));
  }

  @Test
  void a_session_closes_in_its_last_phase() {
    open(3, Phase.CLOSING)
        .when(member(1), session(3, 90), new CloseSession(3, null))
        .expectEvents(new SessionClosed(CIRCLE, session(3, 90), 3, null));
    open(1, Phase.SURVEYS)
        .when(member(1), session(1, 90), new CloseSession(1, null))
        .expectEvents(new SessionClosed(CIRCLE, session(1, 90), 1, null));
  }

  @Test
  void before_its_last_phase_a_session_closes_with_a_reason_only() {
    open(3, Phase.RETURN)
        .when(member(1), session(3, 90), new CloseSession(3, null))
        .expectRefused(MISSING_FIELD);
    open(3).when(member(1), session(3, 90), new CloseSession(3, null)).expectRefused(MISSING_FIELD);
    open(3)
        .when(member(1), session(3, 90), new CloseSession(3, MoveReason.BELOW_QUORUM))
        .expectEvents(new SessionClosed(CIRCLE, session(3, 90), 3, MoveReason.BELOW_QUORUM));
  }

  @Test
  void a_session_closes_once_and_not_before_its_latest_phase() {
    closed(3, Phase.CLOSING)
        .when(member(1), session(3, 95), new CloseSession(3, null))
        .expectRefused(SESSION_NOT_OPEN);
    open(3, Phase.CLOSING)
        .when(actor(1), session(3, 9), session(3, 95), new CloseSession(3, null))
        .expectRefused(AT_OUT_OF_ORDER);
  }

  @Test
  void an_answer_names_what_was_journaled() {
    assertThat(
            open(3, Phase.CLOSING)
                .when(member(1), session(3, 90), new CloseSession(3, null))
                .answer()
                .events())
        .containsExactly("session.SessionClosed");
  }

  private static AdvancePhase advance(int session, Phase phase) {
    return new AdvancePhase(session, phase);
  }
}
