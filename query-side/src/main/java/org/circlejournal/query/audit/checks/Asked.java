package org.circlejournal.query.audit.checks;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;

/** By which edition of an instrument each wave of each circle asked. */
final class Asked {

  private final Instruments instruments;
  private final Map<CircleId, Map<Wave, SurveyWaveOpened>> waves = new HashMap<>();

  Asked(Instruments instruments) {
    this.instruments = instruments;
  }

  void see(JournalEvent event) {
    if (event instanceof SurveyWaveOpened opened) {
      waves
          .computeIfAbsent(opened.circleId(), circle -> new HashMap<>())
          .put(opened.wave(), opened);
    }
  }

  /** Empty if the wave did not ask by it, or by an edition that is not here. */
  Optional<Instrument> by(SurveyRecorded ballot) {
    SurveyWaveOpened opened = waves.getOrDefault(ballot.circleId(), Map.of()).get(ballot.wave());
    return opened == null ? Optional.empty() : instruments.of(opened, ballot.instrument());
  }
}
