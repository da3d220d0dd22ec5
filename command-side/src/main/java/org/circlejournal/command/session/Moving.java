package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.ALREADY_SO;
import static org.circlejournal.command.Refusal.INVALID_VALUE;

import java.time.LocalDateTime;
import java.util.Objects;
import org.circlejournal.command.Refused;
import org.circlejournal.command.session.SessionCommand.CancelSession;
import org.circlejournal.command.session.SessionCommand.PostponeSession;
import org.circlejournal.events.session.SessionEvent.SessionCancelled;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;

/** Sessions move or fall away; the journal says why, and who decided. */
final class Moving {

  private final Sessions sessions;
  private final Guards guards;

  Moving(Sessions sessions, Guards guards) {
    this.sessions = sessions;
    this.guards = guards;
  }

  /**
   * A cancelled session that gets a new date is planned again. One that was jumped over cannot move
   * any more.
   */
  void postpone(PostponeSession c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    guards.requireNotHeld(c.session());
    guards.requireAboveLastHeld(c.session());
    requireBeforeNext(c);
    LocalDateTime from = sessions.plan().date(c.session());
    boolean cancelled = sessions.plan().cancelled(c.session());
    if (Objects.equals(from, c.to()) && !cancelled) {
      throw new Refused(ALREADY_SO, from == null ? "it has no date already" : "it is then already");
    }
    moment.record(
        new SessionPostponed(
            moment.circleId(), moment.at(), c.session(), from, c.to(), c.reason(), c.decidedBy()));
  }

  /** Also for one that was jumped over: it says why. */
  void cancel(CancelSession c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    guards.requireNotHeld(c.session());
    if (sessions.plan().cancelled(c.session())) {
      throw new Refused(ALREADY_SO, "it is cancelled already");
    }
    moment.record(
        new SessionCancelled(
            moment.circleId(),
            moment.at(),
            c.session(),
            sessions.plan().date(c.session()),
            c.reason(),
            c.decidedBy()));
  }

  private void requireBeforeNext(PostponeSession c) {
    LocalDateTime next = sessions.plan().dateAfter(c.session());
    if (c.to() != null && next != null && !c.to().isBefore(next)) {
      throw new Refused(
          INVALID_VALUE,
          "to: " + c.to() + " (expected: before " + next + ", the next session's date)");
    }
  }
}
