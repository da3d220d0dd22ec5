package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.WRONG_PHASE;

import org.circlejournal.command.Refused;
import org.circlejournal.command.session.SessionCommand.ExploreTheme;
import org.circlejournal.command.session.SessionCommand.InterruptSession;
import org.circlejournal.command.session.SessionCommand.NameFrameSlip;
import org.circlejournal.command.session.SessionCommand.TryTool;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.circlejournal.events.session.SessionEvent.SessionInterrupted;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.session.SessionEvent.ToolTried;

/** What else happened in the room: themes, tools, slips of the frame, interruptions. */
final class Noting {

  private final Guards guards;

  Noting(Guards guards) {
    this.guards = guards;
  }

  void slip(NameFrameSlip c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    guards.requireAccepting(c.session(), moment);
    moment.record(new FrameSlipNamed(moment.circleId(), moment.at(), c.session(), c.kind()));
  }

  void explore(ExploreTheme c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireOnBoard(c.theme());
    guards.requireActor(moment);
    HeldSession held = guards.requireAccepting(c.session(), moment);
    if (!held.rhythm().equals(Rhythm.REGULAR)) {
      throw new Refused(
          WRONG_PHASE, "session: " + c.session() + " (expected: neither the first nor the last)");
    }
    guards.requireInUse(c.theme());
    moment.record(new ThemeExplored(moment.circleId(), moment.at(), c.session(), c.theme()));
  }

  void tryTool(TryTool c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireOnBoard(c.theme());
    guards.requireActor(moment);
    guards.requireAccepting(c.session(), moment);
    guards.requireInUse(c.theme());
    moment.record(new ToolTried(moment.circleId(), moment.at(), c.session(), c.tool(), c.theme()));
  }

  void interrupt(InterruptSession c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    guards.requireAccepting(c.session(), moment);
    moment.record(
        new SessionInterrupted(
            moment.circleId(), moment.at(), c.session(), c.cause(), c.minutes()));
  }
}
