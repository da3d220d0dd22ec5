package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.ALREADY_CHECKED_IN;
import static org.circlejournal.command.Refusal.APOLOGIES_EXCEED_ABSENT;
import static org.circlejournal.command.Refusal.FRAME_NOT_AGREED;

import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.session.SessionCommand.CheckIn;
import org.circlejournal.command.session.SessionCommand.SendApologies;
import org.circlejournal.events.session.SessionEvent.ApologiesSent;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;

/** Who is there; and how many sent apologies, never who. */
final class Attending {

  private final CircleYear year;
  private final Guards guards;

  Attending(CircleYear year, Guards guards) {
    this.year = year;
    this.guards = guards;
  }

  void checkIn(CheckIn c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireKnown(c.member());
    guards.requireActor(moment);
    HeldSession held = guards.requireAccepting(c.session(), moment);
    guards.requireMember(c.member(), held);
    if (!year.circle().agreedToFrame(c.member())) {
      throw new Refused(FRAME_NOT_AGREED);
    }
    guards.requireConsent(c.member());
    if (held.isPresent(c.member())) {
      throw new Refused(ALREADY_CHECKED_IN);
    }
    requireUnexcused(held, "whoever comes after all retracts an apology first");
    moment.record(
        new MemberCheckedIn(moment.circleId(), moment.at(), c.session(), c.member(), c.mode()));
  }

  void apologies(SendApologies c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    HeldSession held = guards.requireAccepting(c.session(), moment);
    requireUnexcused(held, "each absent member has sent apologies");
    moment.record(new ApologiesSent(moment.circleId(), moment.at(), c.session(), c.reason()));
  }

  /** Members are present, excused or neither; nobody is two of these. */
  private void requireUnexcused(HeldSession held, String detail) {
    if (held.unexcused(year.circle().members()) < 1) {
      throw new Refused(APOLOGIES_EXCEED_ABSENT, detail);
    }
  }
}
