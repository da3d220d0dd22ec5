package org.circlejournal.query.session.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.query.door.ReadModel.PoolPart;

/** Phases of sessions by number, over circles. */
final class FramePool {

  private FramePool() {}

  /**
   * @param circles whose session of this number has the phase in its rhythm, as far as it has come
   * @param held how many of them went through it
   * @param minutes of all circles, as far as the phase is over
   */
  record Row(int circles, boolean imported, int session, Phase phase, int held, long minutes) {}

  static List<Row> rows(List<PoolPart<PhaseRow>> parts) {
    List<Row> rows = new ArrayList<>(rows(parts, false));
    rows.addAll(rows(parts, true));
    return rows;
  }

  private static List<Row> rows(List<PoolPart<PhaseRow>> parts, boolean imported) {
    Map<Integer, Map<Phase, List<PhaseRow>>> sessions = new TreeMap<>();
    for (PoolPart<PhaseRow> part : parts) {
      if (part.imported() == imported) {
        for (PhaseRow row : part.rows()) {
          sessions
              .computeIfAbsent(row.session(), s -> new TreeMap<>())
              .computeIfAbsent(row.phase(), p -> new ArrayList<>())
              .add(row);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    sessions.forEach(
        (session, phases) ->
            phases.forEach((phase, of) -> rows.add(row(session, phase, of, imported))));
    return rows;
  }

  private static Row row(int session, Phase phase, List<PhaseRow> rows, boolean imported) {
    int held = 0;
    long minutes = 0;
    for (PhaseRow row : rows) {
      held += row.held() ? 1 : 0;
      minutes += row.minutes() == null ? 0 : row.minutes();
    }
    return new Row(rows.size(), imported, session, phase, held, minutes);
  }
}
