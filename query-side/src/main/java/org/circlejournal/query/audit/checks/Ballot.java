package org.circlejournal.query.audit.checks;

import java.util.Map;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.jspecify.annotations.Nullable;

/**
 * A ballot of the journal, and what is in it, for the checks alone: it is shown to nobody.
 *
 * @param place where it stands
 * @param sheet null unless it was opened
 * @param key by which it was asked; null unless it was opened and that edition is here
 * @param answers by item id; empty without the key
 */
record Ballot(
    String place,
    SurveyRecorded event,
    State state,
    @Nullable AnswerSheet sheet,
    @Nullable Instrument key,
    Map<String, Integer> answers) {

  enum State {
    OPENED,
    KEY_DESTROYED,
    /** It does not open although its key is there, or is no sheet of its instrument. */
    ALTERED
  }

  /** Whose it is; null unless it was opened. */
  @Nullable String code() {
    return sheet == null ? null : sheet.code().value();
  }
}
