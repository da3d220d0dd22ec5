package org.circlejournal.query.audit.checks;

import java.util.List;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;

/** One ballot per person, wave and instrument, and no ballot's name twice. */
final class BallotsOnce extends Check {

  private final Marks names = new Marks();
  private final Marks voters = new Marks();

  BallotsOnce() {
    super(
        "ballots-once",
        "Did everybody answer at most once in each wave and instrument?",
        "Whose ballots those are whose key was destroyed; their names are looked at all the same.");
  }

  @Override
  void see(Seen seen) {
    seen.ballots().forEach(this::look);
  }

  @Override
  void end(List<Ballot> outside) {
    outside.forEach(this::look);
  }

  private void look(Ballot ballot) {
    SurveyRecorded e = ballot.event();
    boolean fresh = names.isNew(e.ballot());
    String code = ballot.code();
    if (code == null) {
      couldNotLook(); // if it was altered, answers-under-consent says so
      if (!fresh) {
        violated(ballot.place());
      }
      return;
    }
    String voter = String.join("/", e.circleId().value(), e.wave().value(), e.instrument(), code);
    require(voters.isNew(voter) && fresh, ballot.place());
  }
}
