package org.circlejournal.query.audit.checks;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.Wave;

/**
 * Answers are there only of who consents to surveys when the wave closes. The server opens the
 * ballots for that, as the publisher does; an auditor sees positions.
 */
final class AnswersUnderConsent extends Check {

  private final Map<CircleId, Set<String>> consenting = new HashMap<>();

  AnswersUnderConsent() {
    super(
        "answers-under-consent",
        "Did the consent to surveys stand when the answers were recorded?",
        "Ballots whose key was destroyed; who withdrew on the day of the close, as that enters"
            + " the journal at night.");
  }

  @Override
  void see(Seen seen) {
    Set<String> codes = consenting.computeIfAbsent(seen.circle(), circle -> new HashSet<>());
    if (seen.event() instanceof ConsentGiven e && e.purpose() == Purpose.SURVEYS) {
      codes.add(e.principal());
    } else if (seen.event() instanceof ConsentWithdrawn e && e.purpose() == Purpose.SURVEYS) {
      codes.remove(e.principal());
    } else if (seen.event() instanceof ErasureRequested e) {
      codes.remove(e.principal());
    } else if (seen.event() instanceof SurveyWaveClosed e) {
      seen.ballots().forEach(ballot -> look(ballot, e.wave(), codes));
    }
  }

  private void look(Ballot ballot, Wave wave, Set<String> codes) {
    if (!ballot.event().wave().equals(wave)) {
      require(false, ballot.place() + ": of another wave than the one that closed");
      return;
    }
    AnswerSheet sheet = ballot.sheet();
    if (sheet != null) {
      require(!sheet.surveys() || codes.contains(sheet.code().value()), ballot.place());
    } else if (ballot.state() == Ballot.State.ALTERED) {
      require(false, ballot.place() + ": altered, or sealed for something else");
    } else {
      couldNotLook();
    }
  }

  /** Ballots outside of a wave that closed are under no consent. */
  @Override
  void end(List<Ballot> outside) {
    outside.forEach(ballot -> require(false, ballot.place() + ": no wave closed after it"));
  }
}
