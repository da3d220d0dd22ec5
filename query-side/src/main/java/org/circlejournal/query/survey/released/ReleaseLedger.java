package org.circlejournal.query.survey.released;

import java.util.List;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.view.Lists;
import org.circlejournal.query.view.Recorded;

/** What left of one circle or block, in that order; nothing is ever replaced. */
public record ReleaseLedger(List<ReleaseRow> rows) {

  static final ReleaseLedger EMPTY = new ReleaseLedger(List.of());

  public ReleaseLedger {
    rows = List.copyOf(rows);
  }

  ReleaseLedger released(ResultReleased e, Recorded recorded) {
    return new ReleaseLedger(
        Lists.plus(
            rows,
            new ReleaseRow(
                recorded.position(),
                recorded.recordedAt(),
                measure(e),
                e.setId(),
                e.n(),
                e.k(),
                e.withheld())));
  }

  ReleaseLedger released(PulseReleased e, Recorded recorded) {
    return new ReleaseLedger(
        Lists.plus(
            rows,
            new ReleaseRow(
                recorded.position(),
                recorded.recordedAt(),
                measure(e),
                e.setId(),
                e.n(),
                e.k(),
                e.withheld())));
  }

  private static String measure(PulseReleased e) {
    Tool tool = e.tool();
    return one("pulse " + (tool == null ? "" : Json.kebab(tool) + " ") + "session " + e.session());
  }

  private static String measure(ResultReleased e) {
    Wave from = e.fromWave();
    String subject = from == null ? e.wave().toString() : from + "-" + e.wave();
    return one(e.instrument() + " " + e.scale() + " " + subject);
  }

  /** All circles have the same few: a replay holds the years of many at once. */
  private static String one(String measure) {
    return measure.intern();
  }
}
