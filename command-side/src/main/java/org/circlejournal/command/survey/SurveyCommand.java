package org.circlejournal.command.survey;

import static org.circlejournal.command.Refusal.*;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.Command;
import org.circlejournal.command.Form;
import org.circlejournal.command.Refuses;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.survey.Contrast;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;

/** Commands of the survey room. */
public sealed interface SurveyCommand extends Command {

  /**
   * @param closesAt 7 days ahead or more; by default, of a baseline: when joining ends, of other
   *     waves: 14 days ahead
   * @param publish {@code at-close} by default
   * @param declared nothing by default
   */
  @Refuses({CIRCLE_SEALED, NOT_A_MEMBER, WAVE_ALREADY_OPEN, WAVES_TOO_CLOSE, INSTRUMENT_UNKNOWN})
  record OpenSurveyWave(
      Wave wave,
      List<String> instruments,
      @Nullable Instant closesAt,
      @Nullable Publish publish,
      @Nullable Declared declared)
      implements SurveyCommand {

    public OpenSurveyWave {
      if (wave != null) { // a missing field is the door's
        Form.check(
            wave.wellFormed(), "wave", "expected: baseline, interim-1 …, endpoint or follow-up");
      }
      if (instruments != null) {
        Form.check(!instruments.isEmpty(), "instruments", "expected: at least one");
        Form.check(
            new HashSet<>(instruments).size() == instruments.size(),
            "instruments",
            "the same instrument twice");
      }
      if (declared != null && declared.contrasts() != null) {
        Form.check(
            declared.contrasts().stream().allMatch(c -> Contrast.parse(c).isPresent()),
            "declared.contrasts",
            "expected: an earlier and a later wave, as baseline-endpoint");
      }
    }
  }

  /**
   * @param answers by item id: an option value of the key, or null for left out
   */
  @Refuses({
    WAVE_UNKNOWN,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    NOTICE_UNKNOWN,
    WAVE_CLOSED,
    INSTRUMENT_UNKNOWN,
    ITEM_UNKNOWN,
    ANSWER_OUT_OF_RANGE
  })
  record RecordSurvey(
      Wave wave,
      String instrument,
      Map<String, @Nullable Integer> answers,
      Choices choices,
      Notice notice)
      implements SurveyCommand {}

  @Refuses({WAVE_UNKNOWN, BALLOT_UNKNOWN, WAVE_CLOSED})
  record TakeBallotBack(Wave wave, String instrument) implements SurveyCommand {}

  @Refuses({
    WAVE_UNKNOWN,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    WAVE_CLOSED,
    AT_OUT_OF_ORDER,
    MEMBERS_MISSING,
    ALREADY_SO
  })
  record CloseSurveyWave(Wave wave) implements SurveyCommand {}

  /**
   * What the person chose, each on its own and refusable without loss. The last ballot of a wave
   * holds for all that this person cast in it.
   *
   * @param link null says nothing, and changes nothing
   */
  record Choices(boolean surveys, boolean researchAnswers, boolean quote, @Nullable Boolean link) {}
}
