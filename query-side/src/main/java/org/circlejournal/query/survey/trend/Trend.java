package org.circlejournal.query.survey.trend;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;

/**
 * What left of a circle's answers, in the order in which it left.
 *
 * @param rows one for each scale, wave and contrast; a level that was withheld until its contrast
 *     is replaced where it stands
 */
public record Trend(List<TrendRow> rows) {

  static final Trend EMPTY = new Trend(List.of());

  public Trend {
    rows = List.copyOf(rows);
  }

  Trend released(ResultReleased event) {
    List<TrendRow> next = new ArrayList<>(rows);
    TrendRow row = TrendRow.of(event);
    for (int i = 0; i < next.size(); i++) {
      if (sameSubject(next.get(i), row)) {
        next.set(i, row);
        return new Trend(next);
      }
    }
    next.add(row);
    return new Trend(next);
  }

  private static boolean sameSubject(TrendRow a, TrendRow b) {
    return a.wave().equals(b.wave())
        && a.instrument().equals(b.instrument())
        && a.fingerprint().equals(b.fingerprint())
        && a.scale().equals(b.scale())
        && a.row() == b.row()
        && Objects.equals(a.fromWave(), b.fromWave());
  }
}
