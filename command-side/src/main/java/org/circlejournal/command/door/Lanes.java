package org.circlejournal.command.door;

import org.circlejournal.command.Command;
import org.circlejournal.command.closing.ClosingCommand.RecordReflection;
import org.circlejournal.command.consent.ConsentCommand.RequestErasure;
import org.circlejournal.command.consent.ConsentCommand.WithdrawConsent;
import org.circlejournal.command.session.SessionCommand.RecordPulse;
import org.circlejournal.command.survey.SurveyCommand.RecordSurvey;
import org.circlejournal.command.survey.SurveyCommand.TakeBallotBack;
import org.circlejournal.events.consent.ConsentEvent.Lane;

/** Which commands act under the survey code, and which go into a box and never over a bus. */
final class Lanes {

  private Lanes() {}

  static boolean underCode(Command command) {
    return command instanceof RecordSurvey
        || command instanceof TakeBallotBack
        || command instanceof RecordReflection
        || (command instanceof WithdrawConsent c && c.purpose().lane() == Lane.CODE)
        || (command instanceof RequestErasure e && e.lane() == Lane.CODE);
  }

  static boolean intoBox(Command command) {
    return underCode(command) || command instanceof RecordPulse;
  }
}
