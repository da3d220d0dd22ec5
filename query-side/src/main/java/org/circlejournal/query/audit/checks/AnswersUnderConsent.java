package org.circlejournal.query.audit.checks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.Unsealer.Item;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;

/**
 * Answers are there only of who consents to surveys when the wave closes. The server opens the
 * ballots for that, as the publisher does; an auditor sees positions.
 */
final class AnswersUnderConsent extends Check {

  private final Function<List<Item>, List<Optional<byte[]>>> open;
  private final Map<CircleId, Set<String>> consenting = new HashMap<>();
  private final Map<CircleId, List<Seen>> inTheBox = new HashMap<>();

  AnswersUnderConsent(Function<List<Item>, List<Optional<byte[]>>> open) {
    super(
        "answers-under-consent",
        "Did the consent to surveys stand when the answers were recorded?");
    this.open = open;
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
    } else if (seen.event() instanceof SurveyRecorded) {
      inTheBox.computeIfAbsent(seen.circle(), circle -> new ArrayList<>()).add(seen);
    } else if (seen.event() instanceof SurveyWaveClosed) {
      List<Seen> ballots = inTheBox.remove(seen.circle());
      if (ballots != null) {
        ballots.forEach(ballot -> look(ballot, codes));
      }
    }
  }

  private void look(Seen ballot, Set<String> codes) {
    try {
      Sheets.open(open, ballot)
          .ifPresentOrElse(
              sheet ->
                  require(!sheet.surveys() || codes.contains(sheet.code().value()), ballot.place()),
              this::couldNotLook);
    } catch (DoesNotOpen | IllegalArgumentException altered) {
      require(false, ballot.place() + ": altered, or sealed for something else");
    }
  }

  /** Ballots outside of a wave that closed are under no consent. */
  @Override
  void end() {
    inTheBox.values().forEach(ballots -> ballots.forEach(one -> require(false, one.place())));
  }

  /** Opens one ballot's sheet. */
  static final class Sheets {

    private Sheets() {}

    /**
     * Empty if its key was destroyed.
     *
     * @throws DoesNotOpen if it was altered or sealed for something else
     * @throws IllegalArgumentException if it is no sheet
     */
    static Optional<AnswerSheet> open(
        Function<List<Item>, List<Optional<byte[]>>> open, Seen ballot) {
      if (!(ballot.event() instanceof SurveyRecorded e)) {
        return Optional.empty();
      }
      Associated what =
          new Associated(e.circleId().value(), AnswerSheet.associated(e.wave(), e.instrument()));
      return open.apply(List.of(new Item(e.answers(), what))).get(0).map(AnswerSheet::of);
    }
  }
}
