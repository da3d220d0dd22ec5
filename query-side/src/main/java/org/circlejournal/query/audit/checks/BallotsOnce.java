package org.circlejournal.query.audit.checks;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.Unsealer.Item;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;

/** One ballot per person, wave and instrument, and no ballot's name twice. */
final class BallotsOnce extends Check {

  private final Function<List<Item>, List<Optional<byte[]>>> open;
  private final Set<String> names = new HashSet<>();
  private final Set<String> voters = new HashSet<>();

  BallotsOnce(Function<List<Item>, List<Optional<byte[]>>> open) {
    super("ballots-once", "Did everybody answer at most once in each wave and instrument?");
    this.open = open;
  }

  @Override
  void see(Seen seen) {
    if (seen.event() instanceof SurveyRecorded e) {
      boolean fresh = names.add(e.circleId() + "/" + e.ballot());
      Optional<AnswerSheet> sheet = sheet(seen);
      if (sheet.isPresent()) {
        String code = sheet.get().code().value();
        String voter = String.join("/", e.wave().value(), e.instrument(), code);
        require(voters.add(voter) && fresh, seen.place());
      } else {
        couldNotLook();
        if (!fresh) {
          violated(seen.place());
        }
      }
    }
  }

  private Optional<AnswerSheet> sheet(Seen ballot) {
    try {
      return AnswersUnderConsent.Sheets.open(open, ballot);
    } catch (DoesNotOpen | IllegalArgumentException altered) {
      return Optional.empty(); // answers-under-consent says so
    }
  }
}
