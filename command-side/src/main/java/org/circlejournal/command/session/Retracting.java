package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.ALREADY_SO;
import static org.circlejournal.command.Refusal.NOT_RETRACTABLE;

import org.circlejournal.command.Refused;
import org.circlejournal.command.session.SessionCommand.RetractEntry;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Retractable;

/**
 * A mistake is taken back by a new event. What a later entry rests on stays: the check-in of a
 * presenter while the case stands, and the only trial of a tool whose ratings were journaled.
 */
final class Retracting {

  private final Sessions sessions;
  private final Guards guards;
  private final Pulses pulses;

  Retracting(Sessions sessions, Guards guards, Pulses pulses) {
    this.sessions = sessions;
    this.guards = guards;
    this.pulses = pulses;
  }

  void retract(RetractEntry c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    HeldSession held = sessions.held(c.session());
    if (held == null) {
      throw new Refused(NOT_RETRACTABLE, "the session was not held: it has no entries");
    }
    // the window first: after it the room no longer knows single entries
    guards.requireCorrectable(held, moment);
    if (held.isRetracted(c.version())) {
      throw new Refused(ALREADY_SO);
    }
    Retractable entry = held.entry(c.version());
    if (entry == null) {
      throw new Refused(
          NOT_RETRACTABLE,
          "version: " + c.version() + " (expected: one of this session's entries)");
    }
    if (held.isRestedOn(entry)) {
      throw new Refused(NOT_RETRACTABLE, "a later entry rests on it; retract that first");
    }
    if (held.isOpen() && entry instanceof MemberCheckedIn e) {
      pulses.takeBack(c.session(), e.member(), moment);
    }
    moment.record(
        new EntryRetracted(
            moment.circleId(), moment.at(), c.session(), c.version(), c.reason(), entry));
  }
}
