package org.circlejournal.query.session.protectedspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.session.protectedspace.SpaceRow.State;

/** Sessions by number, over circles. */
final class SpacePool {

  private SpacePool() {}

  /**
   * @param circles that planned it
   * @param planned of them, those who have it still before them; and so on
   * @param plannedMinutes of all circles, as the other minutes
   */
  record Row(
      int circles,
      boolean imported,
      int session,
      int planned,
      int held,
      int postponed,
      int cancelled,
      int notHeld,
      int plannedMinutes,
      long heldMinutes,
      int interruptedMinutes,
      int earlyWarnings) {}

  static List<Row> rows(List<PoolPart<SpaceRow>> parts) {
    List<Row> rows = new ArrayList<>(rows(parts, false));
    rows.addAll(rows(parts, true));
    return rows;
  }

  private static List<Row> rows(List<PoolPart<SpaceRow>> parts, boolean imported) {
    Map<Integer, List<SpaceRow>> sessions = new TreeMap<>();
    for (PoolPart<SpaceRow> part : parts) {
      if (part.imported() == imported) {
        for (SpaceRow row : part.rows()) {
          sessions.computeIfAbsent(row.session(), s -> new ArrayList<>()).add(row);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    sessions.forEach((session, of) -> rows.add(row(session, of, imported)));
    return rows;
  }

  private static Row row(int session, List<SpaceRow> rows, boolean imported) {
    long minutes = 0;
    int interrupted = 0;
    for (SpaceRow row : rows) {
      minutes += row.heldMinutes() == null ? 0 : row.heldMinutes();
      interrupted += row.interruptedMinutes() == null ? 0 : row.interruptedMinutes();
    }
    return new Row(
        rows.size(),
        imported,
        session,
        in(rows, State.PLANNED),
        in(rows, State.HELD),
        in(rows, State.POSTPONED),
        in(rows, State.CANCELLED),
        in(rows, State.NOT_HELD),
        rows.stream().mapToInt(SpaceRow::plannedMinutes).sum(),
        minutes,
        interrupted,
        (int) rows.stream().filter(SpaceRow::earlyWarning).count());
  }

  private static int in(List<SpaceRow> rows, State state) {
    return (int) rows.stream().filter(row -> row.state() == state).count();
  }
}
