package org.circlejournal.query.survey;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Score;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;

/**
 * A wave that has closed, with the answers that may be used now.
 *
 * @param answers by instrument and code; only of people whose consent to be surveyed stands
 * @param anew codes whose consent was given (again) after the wave closed: what was released then
 *     may have been without them
 */
record ClosedWave(
    SurveyWaveOpened opened,
    SurveyWaveClosed closed,
    Map<Instrument, Map<SurveyCode, Map<String, Integer>>> answers,
    Set<SurveyCode> anew) {

  /** The fingerprint under which the wave asked this instrument; to compute it again is dear. */
  String fingerprintOf(Instrument instrument) {
    return opened.instruments().stream()
        .filter(key -> key.id().equals(instrument.id()))
        .map(InstrumentKey::fingerprint)
        .findFirst()
        .orElseThrow();
  }

  /** Everybody who has a score on this scale. */
  Map<SurveyCode, Score> scores(Instrument instrument, String scale) {
    Map<SurveyCode, Score> scores = new HashMap<>();
    answers
        .getOrDefault(instrument, Map.of())
        .forEach(
            (code, answered) -> {
              Score score = instrument.score(scale, answered);
              if (score.mean() != null) {
                scores.put(code, score);
              }
            });
    return scores;
  }
}
