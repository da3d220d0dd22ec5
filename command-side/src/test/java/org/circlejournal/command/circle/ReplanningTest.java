package org.circlejournal.command.circle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Form;
import org.circlejournal.command.circle.CircleCommand.ReplanSessions;
import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.junit.jupiter.api.Test;

class ReplanningTest {

  private static final Instant AT = session(20, 200);

  private static CircleFixture heldTo20() {
    return circle(3)
        .given(
            new SessionStarted(CIRCLE, session(20), 20),
            new SessionClosed(CIRCLE, session(20, 90), 20, null));
  }

  /** A week later than planned. */
  private static List<LocalDateTime> dates(int from) {
    return IntStream.rangeClosed(from, 26)
        .mapToObj(session -> FIRST_MEETING.plusDays(14L * (session - 1) + 7))
        .toList();
  }

  private static ReplanSessions from(int session) {
    return new ReplanSessions(session, dates(session), ReplanReason.HOLIDAYS);
  }

  @Test
  void a_member_replans_what_was_not_held_yet() {
    heldTo20()
        .when(member(2), AT, from(21))
        .expectEvents(new SessionsReplanned(CIRCLE, AT, 21, dates(21), ReplanReason.HOLIDAYS));
  }

  @Test
  void a_steward_replans_too() {
    heldTo20()
        .when(STEWARD, AT, from(25))
        .expectEvents(new SessionsReplanned(CIRCLE, AT, 25, dates(25), ReplanReason.HOLIDAYS));
  }

  @Test
  void a_stranger_does_not() {
    heldTo20().when(member(4), AT, from(21)).expectRefused(NOT_A_MEMBER);
  }

  @Test
  void a_session_that_was_started_is_not_replanned() {
    heldTo20().when(member(2), AT, from(20)).expectRefused(SESSION_ALREADY_HELD);
  }

  @Test
  void the_plan_has_no_session_27_and_none_before_1() {
    ReplanSessions none = new ReplanSessions(27, List.of(), ReplanReason.RHYTHM);
    heldTo20().when(member(2), AT, none).expectRefused(SESSION_UNKNOWN);
    ReplanSessions zero = new ReplanSessions(0, dates(0), ReplanReason.RHYTHM);
    heldTo20().when(member(2), AT, zero).expectRefused(SESSION_UNKNOWN);
  }

  @Test
  void each_remaining_session_gets_one_date() {
    ReplanSessions tooFew = new ReplanSessions(21, dates(22), ReplanReason.SERVICE);
    heldTo20().when(member(2), AT, tooFew).expectRefused(INVALID_VALUE);
    ReplanSessions tooMany = new ReplanSessions(22, dates(21), ReplanReason.SERVICE);
    heldTo20().when(member(2), AT, tooMany).expectRefused(INVALID_VALUE);
  }

  @Test
  void dates_ascend() {
    LocalDateTime date = dates(26).get(0);
    assertThatThrownBy(() -> new ReplanSessions(25, List.of(date, date), ReplanReason.SERVICE))
        .isInstanceOf(Form.Invalid.class);
  }

  @Test
  void the_first_new_date_comes_after_the_session_before_it() {
    LocalDateTime dateOf25 = FIRST_MEETING.plusDays(14L * 24);
    ReplanSessions onTheDateBefore =
        new ReplanSessions(26, List.of(dateOf25), ReplanReason.SERVICE);
    heldTo20().when(member(2), AT, onTheDateBefore).expectRefused(INVALID_VALUE);
  }

  @Test
  void a_closed_or_sealed_circle_has_no_plan_left() {
    CircleClosed closed = new CircleClosed(CIRCLE, AT, ClosureReason.COMPLETED);
    heldTo20().given(closed).when(STEWARD, AT, from(21)).expectRefused(CIRCLE_CLOSED);
    heldTo20()
        .given(closed, new CircleSealed(CIRCLE, AT))
        .when(member(1), AT, from(21))
        .expectRefused(CIRCLE_SEALED);
  }
}
