package org.circlejournal.command.survey;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.Command;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;

/** Commands of the survey room. */
public sealed interface SurveyCommand extends Command {

  /**
   * @param publish {@code at-close} by default
   */
  record OpenSurveyWave(
      Wave wave,
      List<String> instruments,
      @Nullable Instant closesAt,
      @Nullable Publish publish,
      @Nullable Declared declared)
      implements SurveyCommand {}

  /**
   * @param answers by item id: an option value of the key, or null for left out
   */
  record RecordSurvey(
      Wave wave,
      String instrument,
      Map<String, @Nullable Integer> answers,
      Choices choices,
      Notice notice)
      implements SurveyCommand {}

  record TakeBallotBack(Wave wave, String instrument) implements SurveyCommand {}

  record CloseSurveyWave(Wave wave) implements SurveyCommand {}

  /** What the person chose, each on its own and refusable without loss. */
  record Choices(boolean surveys, boolean researchAnswers, boolean quote, @Nullable Boolean link) {}
}
