package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.query.release.ReleaseRules;

/** What leaves of one circle: every scale of every instrument for itself. */
final class CircleReleases {

  private CircleReleases() {}

  /**
   * The rows that the ledger lacks, closing by closing. Depends on no order but that of the waves.
   *
   * @param closed the closed waves in order of closing
   * @param ledger what left before
   */
  static List<ResultReleased> missing(
      ReleaseRules rules,
      List<SurveyWaveOpened> openings,
      List<ClosedWave> closed,
      List<ResultReleased> ledger,
      SetNames names) {
    Map<Instrument, List<ClosedWave>> asked = new LinkedHashMap<>();
    for (ClosedWave wave : closed) {
      for (Instrument instrument : wave.answers().keySet()) {
        asked.computeIfAbsent(instrument, i -> new ArrayList<>()).add(wave);
      }
    }
    List<ResultReleased> missing = new ArrayList<>();
    asked.forEach(
        (instrument, waves) -> {
          String fingerprint = waves.get(0).fingerprintOf(instrument);
          for (Scale scale : instrument.scales()) {
            List<ResultReleased> rows =
                ledger.stream()
                    .filter(row -> isOf(row, instrument.id(), fingerprint, scale.id()))
                    .toList();
            missing.addAll(
                new ScaleReleases(rules, instrument, scale.id(), openings, waves, rows, names)
                    .missing());
          }
        });
    missing.sort(Comparator.comparing(ResultReleased::at));
    return missing;
  }

  static boolean isOf(ResultReleased row, String instrument, String fingerprint, String scale) {
    return row.instrument().equals(instrument)
        && row.fingerprint().equals(fingerprint)
        && row.scale().equals(scale);
  }
}
