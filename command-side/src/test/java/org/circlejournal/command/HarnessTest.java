package org.circlejournal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.command.CircleFixture.*;

import org.circlejournal.command.circle.CircleCommand.LeaveCircle;
import org.circlejournal.command.theme.ThemeCommand.RetireTheme;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.theme.ThemeId;
import org.junit.jupiter.api.Test;

/** The harness itself: that it shows events, answers and refusals as they are. */
class HarnessTest {

  @Test
  void nothing_happens_when_nothing_is_due() {
    circle(3).whenTimeComes(session(1)).expectEvents();
  }

  @Test
  void an_event_and_an_answer_are_seen() {
    CircleFixture circle = circle(3);
    CircleFixture.Then then = circle.when(member(2), session(1), new LeaveCircle());
    then.expectEvents(new MemberLeft(CIRCLE, session(1), member(2)));
    assertThat(then.answer().events()).containsExactly("circle.MemberLeft");
    assertThat(then.answer().version()).isEqualTo(circle.version() + 1);
  }

  @Test
  void a_refusal_is_seen_and_leaves_nothing() {
    circle(3).when(member(4), session(1), new LeaveCircle()).expectRefused(Refusal.NOT_A_MEMBER);
  }

  @Test
  void what_happens_later_than_now_is_refused() {
    circle(3)
        .when(actor(1), session(1, 2), session(1), new LeaveCircle())
        .expectRefused(Refusal.AT_IN_FUTURE);
  }

  @Test
  void what_is_unknown_is_said_before_a_time_in_the_future_and_that_before_other_conflicts() {
    circle(3)
        .when(actor(1), session(1, 2), session(1), new RetireTheme(new ThemeId("i1")))
        .expectRefused(Refusal.THEME_UNKNOWN);
    circle(3)
        .when(actor(4), session(1, 2), session(1), new LeaveCircle())
        .expectRefused(Refusal.AT_IN_FUTURE);
  }
}
