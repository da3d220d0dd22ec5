package org.circlejournal.query.session.lightness;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/**
 * Pulses of sessions by number, over those circles of which they left: a circle is in it with what
 * it shows by itself or not at all, so pools tell nothing more when they are subtracted.
 */
final class LightnessPool {

  private LightnessPool() {}

  /**
   * @param circles of which something left; null if withheld
   * @param n of all circles
   * @param arriving mean of the circles' means by their n, as the other figures
   * @param low of the interval, if it is of one circle; over several there is none
   */
  record Row(
      @Nullable Integer circles,
      boolean imported,
      int session,
      @Nullable Integer n,
      @Nullable Double arriving,
      @Nullable Double leaving,
      @Nullable Double change,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable String withheld) {}

  static List<Row> rows(List<PoolPart<SessionRow>> parts) {
    List<Row> rows = new ArrayList<>(rows(parts, false));
    rows.addAll(rows(parts, true));
    return rows;
  }

  private static List<Row> rows(List<PoolPart<SessionRow>> parts, boolean imported) {
    Map<Integer, List<SessionRow>> sessions = new TreeMap<>();
    for (PoolPart<SessionRow> part : parts) {
      if (part.imported() == imported) {
        for (SessionRow row : part.rows()) {
          sessions.computeIfAbsent(row.session(), s -> new ArrayList<>()).add(row);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    sessions.forEach((session, of) -> rows.add(row(session, of, imported)));
    return rows;
  }

  private static Row row(int session, List<SessionRow> all, boolean imported) {
    List<SessionRow> shown = all.stream().filter(row -> row.n() != null).toList();
    if (shown.isEmpty()) {
      return new Row(
          null, imported, session, null, null, null, null, null, null, ReleaseRules.FEWER_THAN_K);
    }
    SessionRow one = shown.size() == 1 ? shown.get(0) : null;
    boolean rounded = shown.stream().anyMatch(row -> row.withheld() != null);
    return new Row(
        shown.size(),
        imported,
        session,
        people(shown),
        mean(shown, SessionRow::arriving),
        mean(shown, SessionRow::leaving),
        mean(shown, SessionRow::change),
        one == null ? null : one.low(),
        one == null ? null : one.high(),
        rounded ? ReleaseRules.ROUNDED_BELOW_2K : null);
  }

  private static int people(List<SessionRow> rows) {
    return rows.stream().mapToInt(row -> requireNonNull(row.n())).sum();
  }

  private static double mean(List<SessionRow> rows, Function<SessionRow, @Nullable Double> figure) {
    double total = 0;
    for (SessionRow row : rows) {
      total += requireNonNull(row.n()) * requireNonNull(figure.apply(row));
    }
    return total / people(rows);
  }
}
