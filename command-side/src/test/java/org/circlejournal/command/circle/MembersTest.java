package org.circlejournal.command.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;

import java.time.Instant;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Form;
import org.circlejournal.command.circle.CircleCommand.*;
import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.junit.jupiter.api.Test;

/** Joining, the frame, leaving and coming back. */
class MembersTest {

  private static final Instant LATER = session(2, -60);

  private static CircleFixture closed() {
    return circle(3).given(new CircleClosed(CIRCLE, session(2), ClosureReason.DISSOLVED));
  }

  private static CircleFixture sealed() {
    return closed().given(new CircleSealed(CIRCLE, session(2)));
  }

  private static CircleFixture held(int session) {
    return circle(3)
        .given(
            new SessionStarted(CIRCLE, session(session), session),
            new SessionClosed(CIRCLE, session(session, 90), session, null));
  }

  // --- joining ---------------------------------------------------------------------------------

  @Test
  void somebody_joins_with_an_invitation() {
    CircleFixture circle = circle(3);
    circle
        .whenJoining(newcomer(4), LATER, new JoinCircle(null))
        .expectEvents(new MemberJoined(CIRCLE, LATER, member(4)));
    assertThat(circle.vault().admitted()).containsExactly(newcomer(4));
  }

  @Test
  void a_full_circle_takes_nobody() {
    CircleFixture circle = circle(12);
    circle.whenJoining(newcomer(13), LATER, new JoinCircle(null)).expectRefused(CIRCLE_FULL);
    assertThat(circle.vault().admitted()).isEmpty();
  }

  @Test
  void who_left_makes_room() {
    circle(12)
        .given(new MemberLeft(CIRCLE, LATER, member(2)))
        .whenJoining(newcomer(13), LATER, new JoinCircle(null))
        .expectEvents(new MemberJoined(CIRCLE, LATER, member(13)));
  }

  @Test
  void joining_is_possible_while_the_last_session_for_it_runs() {
    circle(3)
        .given(new SessionStarted(CIRCLE, session(5), 5))
        .whenJoining(newcomer(4), session(5, 5), new JoinCircle(null))
        .expectEvents(new MemberJoined(CIRCLE, session(5, 5), member(4)));
  }

  @Test
  void joining_closes_when_a_later_session_starts() {
    circle(3)
        .given(new SessionStarted(CIRCLE, session(6), 6))
        .whenJoining(newcomer(4), session(6, 5), new JoinCircle(null))
        .expectRefused(JOINING_CLOSED);
  }

  @Test
  void nobody_joins_a_closed_or_sealed_circle() {
    closed()
        .whenJoining(newcomer(4), session(3), new JoinCircle(null))
        .expectRefused(CIRCLE_CLOSED);
    sealed()
        .whenJoining(newcomer(4), session(3), new JoinCircle(null))
        .expectRefused(CIRCLE_SEALED);
  }

  @Test
  void a_token_made_by_the_client_has_its_form() {
    assertThatThrownBy(() -> new JoinCircle("secret")).isInstanceOf(Form.Invalid.class);
    assertThat(new JoinCircle("A".repeat(43)).memberToken()).hasSize(43);
  }

  // --- extending joining -----------------------------------------------------------------------

  @Test
  void joining_is_extended_and_then_open_longer() {
    held(5)
        .when(member(1), session(6, -9), new ExtendJoining(8))
        .expectEvents(new JoiningExtended(CIRCLE, session(6, -9), 8));
    held(6)
        .given(new JoiningExtended(CIRCLE, session(6, -9), 8))
        .whenJoining(newcomer(4), session(7), new JoinCircle(null))
        .expectEvents(new MemberJoined(CIRCLE, session(7), member(4)));
  }

  @Test
  void joining_is_extended_to_session_10_at_most() {
    assertThatThrownBy(() -> new ExtendJoining(11)).isInstanceOf(Form.Invalid.class);
    circle(3)
        .when(member(1), LATER, new ExtendJoining(10))
        .expectEvents(new JoiningExtended(CIRCLE, LATER, 10));
  }

  @Test
  void joining_is_not_shortened() {
    circle(3).when(member(1), LATER, new ExtendJoining(5)).expectRefused(ALREADY_SO);
    circle(3).when(member(1), LATER, new ExtendJoining(3)).expectRefused(ALREADY_SO);
  }

  @Test
  void joining_is_not_extended_into_the_past() {
    held(8).when(member(1), session(8, 99), new ExtendJoining(7)).expectRefused(JOINING_CLOSED);
  }

  @Test
  void joining_is_not_extended_beyond_the_plan() {
    CircleFounded terms = circleFounded(12);
    nothing()
        .given(
            new CircleFounded(
                CIRCLE,
                FOUNDED,
                terms.name(),
                terms.workplace(),
                ZONE,
                terms.planned().subList(0, 6),
                14,
                90,
                12,
                5,
                5,
                60,
                "1",
                null,
                false))
        .given(joined(1))
        .when(member(1), LATER, new ExtendJoining(7))
        .expectRefused(SESSION_UNKNOWN);
  }

  @Test
  void only_members_of_an_open_circle_extend_joining() {
    circle(3).when(member(4), LATER, new ExtendJoining(8)).expectRefused(NOT_A_MEMBER);
    closed().when(member(1), session(3), new ExtendJoining(8)).expectRefused(CIRCLE_CLOSED);
    sealed().when(member(1), session(3), new ExtendJoining(8)).expectRefused(CIRCLE_SEALED);
  }

  // --- the frame -------------------------------------------------------------------------------

  private static CircleFixture justJoined() {
    return circle(2).given(new MemberJoined(CIRCLE, LATER, member(3)));
  }

  @Test
  void a_member_agrees_to_the_frame() {
    justJoined()
        .when(member(3), LATER, new AgreeFrame("1"))
        .expectEvents(new FrameAgreed(CIRCLE, LATER, member(3), "1"));
  }

  @Test
  void a_member_agrees_once() {
    circle(2).when(member(1), LATER, new AgreeFrame("1")).expectRefused(ALREADY_SO);
  }

  @Test
  void a_member_agrees_to_the_frame_of_this_circle() {
    justJoined().when(member(3), LATER, new AgreeFrame("2")).expectRefused(INVALID_VALUE);
    assertThatThrownBy(() -> new AgreeFrame("my own frame")).isInstanceOf(Form.Invalid.class);
  }

  @Test
  void only_members_of_an_open_circle_agree() {
    circle(2).when(member(3), LATER, new AgreeFrame("1")).expectRefused(NOT_A_MEMBER);
    closed().when(member(1), session(3), new AgreeFrame("1")).expectRefused(CIRCLE_CLOSED);
    sealed().when(member(1), session(3), new AgreeFrame("1")).expectRefused(CIRCLE_SEALED);
  }

  // --- leaving and coming back -----------------------------------------------------------------

  @Test
  void a_member_leaves_and_no_reason_is_asked() {
    circle(3)
        .when(member(2), LATER, new LeaveCircle())
        .expectEvents(new MemberLeft(CIRCLE, LATER, member(2)));
  }

  @Test
  void who_left_does_not_leave_again() {
    circle(3)
        .given(new MemberLeft(CIRCLE, LATER, member(2)))
        .when(member(2), LATER, new LeaveCircle())
        .expectRefused(NOT_A_MEMBER);
  }

  @Test
  void a_closed_or_sealed_circle_is_not_left() {
    closed().when(member(2), session(3), new LeaveCircle()).expectRefused(CIRCLE_CLOSED);
    sealed().when(member(2), session(3), new LeaveCircle()).expectRefused(CIRCLE_SEALED);
  }

  @Test
  void who_left_returns_with_the_same_id() {
    circle(3)
        .given(new MemberLeft(CIRCLE, LATER, member(2)))
        .when(member(2), session(7), new ReturnToCircle())
        .expectEvents(new MemberReturned(CIRCLE, session(7), member(2)));
  }

  @Test
  void who_is_there_does_not_return() {
    circle(3).when(member(2), LATER, new ReturnToCircle()).expectRefused(ALREADY_SO);
  }

  @Test
  void who_never_joined_does_not_return() {
    circle(3).when(member(4), LATER, new ReturnToCircle()).expectRefused(NOT_A_MEMBER);
  }

  @Test
  void nobody_returns_to_a_circle_that_is_full_by_now() {
    circle(12)
        .given(new MemberLeft(CIRCLE, LATER, member(2)))
        .given(joined(13))
        .when(member(2), session(7), new ReturnToCircle())
        .expectRefused(CIRCLE_FULL);
  }

  @Test
  void nobody_returns_to_a_closed_or_sealed_circle() {
    closed().when(member(2), session(3), new ReturnToCircle()).expectRefused(CIRCLE_CLOSED);
    sealed().when(member(2), session(3), new ReturnToCircle()).expectRefused(CIRCLE_SEALED);
  }
}
