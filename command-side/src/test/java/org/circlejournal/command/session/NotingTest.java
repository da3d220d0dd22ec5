package org.circlejournal.command.session;

import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;
import static org.circlejournal.command.session.Held.*;

import org.circlejournal.command.session.SessionCommand.ExploreTheme;
import org.circlejournal.command.session.SessionCommand.InterruptSession;
import org.circlejournal.command.session.SessionCommand.NameFrameSlip;
import org.circlejournal.command.session.SessionCommand.TryTool;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.circlejournal.events.session.SessionEvent.InterruptionCause;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.SessionInterrupted;
import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.events.session.SessionEvent.ToolTried;
import org.circlejournal.events.theme.ThemeId;
import org.junit.jupiter.api.Test;

/** Slips, themes, tools and interruptions. */
class NotingTest {

  private static final ThemeId NONE = new ThemeId("i9");

  @Test
  void a_slip_of_the_frame_is_named_in_any_phase() {
    open(3, Phase.STILLNESS)
        .when(member(1), session(3, 11), new NameFrameSlip(3, SlipKind.ADVICE))
        .expectEvents(new FrameSlipNamed(CIRCLE, session(3, 11), 3, SlipKind.ADVICE));
    open(1)
        .when(member(1), session(1), new NameFrameSlip(1, SlipKind.NOTES))
        .expectEvents(new FrameSlipNamed(CIRCLE, session(1), 1, SlipKind.NOTES));
  }

  @Test
  void a_theme_of_the_board_is_explored_in_a_regular_session() {
    open(3, Phase.RETURN)
        .given(issue(3, I1))
        .when(member(1), session(3, 11), new ExploreTheme(3, I1))
        .expectEvents(new ThemeExplored(CIRCLE, session(3, 11), 3, I1));
    open(1, Phase.MAPPING)
        .given(issue(1, I1))
        .when(member(1), session(1, 11), new ExploreTheme(1, I1))
        .expectRefused(WRONG_PHASE);
    open(26, Phase.LOOKING_BACK)
        .given(issue(3, I1))
        .when(member(1), session(26, 11), new ExploreTheme(26, I1))
        .expectRefused(WRONG_PHASE);
  }

  @Test
  void a_theme_that_is_not_on_the_board_is_unknown() {
    open(3, Phase.RETURN)
        .when(member(1), session(3, 11), new ExploreTheme(3, NONE))
        .expectRefused(THEME_UNKNOWN);
    open(3, Phase.RETURN)
        .when(member(1), session(3, 11), new TryTool(3, Tool.BREATHING, NONE))
        .expectRefused(THEME_UNKNOWN);
  }

  @Test
  void a_retired_theme_takes_no_more_entries() {
    open(3, Phase.RETURN)
        .given(issue(3, I1), retired(3, I1))
        .when(member(1), session(3, 11), new ExploreTheme(3, I1))
        .expectRefused(THEME_RETIRED);
    open(3, Phase.RETURN)
        .given(issue(3, I1), retired(3, I1))
        .when(member(1), session(3, 11), new TryTool(3, Tool.BREATHING, I1))
        .expectRefused(THEME_RETIRED);
  }

  @Test
  void a_tool_is_tried_with_or_without_a_theme_in_any_session() {
    open(3, Phase.RETURN)
        .given(issue(3, I1))
        .when(member(1), session(3, 11), new TryTool(3, Tool.ROLE_PLAY, I1))
        .expectEvents(new ToolTried(CIRCLE, session(3, 11), 3, Tool.ROLE_PLAY, I1));
    open(1, Phase.MAPPING)
        .when(member(1), session(1, 11), new TryTool(1, Tool.BREATHING, null))
        .expectEvents(new ToolTried(CIRCLE, session(1, 11), 1, Tool.BREATHING, null));
  }

  @Test
  void an_interruption_costs_minutes() {
    open(3)
        .when(member(1), session(3), new InterruptSession(3, InterruptionCause.PAGE, 7))
        .expectEvents(new SessionInterrupted(CIRCLE, session(3), 3, InterruptionCause.PAGE, 7));
  }

  @Test
  void nothing_is_noted_where_nothing_is_open() {
    circle(8)
        .when(member(1), session(3), new NameFrameSlip(3, SlipKind.ADVICE))
        .expectRefused(SESSION_NOT_OPEN);
    circle(8)
        .when(member(1), session(3), new TryTool(3, Tool.OTHER, null))
        .expectRefused(SESSION_NOT_OPEN);
    circle(8)
        .when(member(1), session(3), new InterruptSession(3, InterruptionCause.PAGE, 7))
        .expectRefused(SESSION_NOT_OPEN);
    circle(8)
        .when(member(1), session(3), new NameFrameSlip(27, SlipKind.ADVICE))
        .expectRefused(SESSION_UNKNOWN);
  }
}
