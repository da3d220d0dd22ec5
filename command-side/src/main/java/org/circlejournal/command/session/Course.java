package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.MISSING_FIELD;
import static org.circlejournal.command.Refusal.PHASE_ORDER;

import org.circlejournal.command.Refused;
import org.circlejournal.command.session.SessionCommand.AdvancePhase;
import org.circlejournal.command.session.SessionCommand.CloseSession;
import org.circlejournal.command.session.SessionCommand.StartSession;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.PhaseEntered;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.jspecify.annotations.Nullable;

/** A session starts, goes through its phases, and closes. */
final class Course {

  private final Guards guards;
  private final Pulses pulses;

  Course(Guards guards, Pulses pulses) {
    this.guards = guards;
    this.pulses = pulses;
  }

  /** One that was cancelled and meets nevertheless is held: the journal says what happened. */
  void start(StartSession c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    guards.requireNotHeld(c.session());
    guards.requireAboveLastHeld(c.session());
    begin(c.session(), moment);
  }

  void begin(int session, Moment moment) {
    guards.requireNoneOpen();
    moment.record(new SessionStarted(moment.circleId(), moment.at(), session));
  }

  void advance(AdvancePhase c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    HeldSession held = guards.requireOpen(c.session());
    guards.requireNotBefore(held.latestStep(), moment.at());
    if (!held.rhythm().goes(held.phase(), c.phase())) {
      throw new Refused(
          PHASE_ORDER,
          "phase: "
              + Rhythm.name(c.phase())
              + " after "
              + Rhythm.name(held.phase())
              + " (expected, in this order: "
              + held.rhythm().names()
              + ")");
    }
    moment.record(new PhaseEntered(moment.circleId(), moment.at(), c.session(), c.phase()));
  }

  void close(CloseSession c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    HeldSession held = guards.requireOpen(c.session());
    guards.requireNotBefore(held.latestStep(), moment.at());
    requireReason(held, c.reason());
    pulses.emptyBox(c.session(), held, moment);
    end(c.session(), c.reason(), moment);
  }

  /** The last step of {@link #close}, for a write-up, whose pulses come with it. */
  void end(int session, @Nullable MoveReason reason, Moment moment) {
    moment.record(new SessionClosed(moment.circleId(), moment.at(), session, reason));
  }

  void requireReason(HeldSession held, @Nullable MoveReason reason) {
    if (reason == null && held.phase() != held.rhythm().last()) {
      throw new Refused(
          MISSING_FIELD,
          "reason: needed before the last phase, " + Rhythm.name(held.rhythm().last()));
    }
  }
}
