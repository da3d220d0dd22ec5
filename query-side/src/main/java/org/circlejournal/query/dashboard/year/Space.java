package org.circlejournal.query.dashboard.year;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.query.dashboard.Chart;
import org.circlejournal.query.dashboard.Figure;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/** Protected space: planned against held, and why not. */
final class Space {

  private Space() {}

  static @Nullable Figure figure(Visit visit, String circle) {
    Answer answer = visit.get(circle + "/protected-space");
    if (!answer.given()) {
      return null;
    }
    List<Row> rows = answer.rows();
    Chart chart =
        Chart.stack("Session", "minutes", rows.stream().map(row -> row.text("session")).toList())
            .series("Held", rows.stream().map(Space::held).toList())
            .series(
                "Interrupted", rows.stream().map(row -> row.number("interruptedMinutes")).toList())
            .series("Still to come", rows.stream().map(Space::ahead).toList())
            .hidden("Planned, not held", rows.stream().map(Space::missing).toList());
    Table table =
        Table.of("Each planned session")
            .column("Session")
            .column("Planned")
            .column("State")
            .numbers("Held, min")
            .numbers("Interrupted, min")
            .column("Reason")
            .column("Decided by")
            .numbers("Lead, h")
            .column("Warning");
    for (Row row : rows) {
      table.row(
          row.text("session"),
          row.has("plannedAt") ? Words.minute(row.text("plannedAt")) : "no date yet",
          Words.plain(row.text("state")),
          Words.number(row.number("heldMinutes")),
          Words.number(row.number("interruptedMinutes")),
          Words.plain(row.text("reason")),
          Words.plain(row.text("decidedBy")),
          Words.number(row.number("leadHours")),
          row.is("earlyWarning") ? "early warning" : "");
    }
    return Figure.of("space", "Was the space protected?")
        .say(sentence(rows))
        .say(warning(rows))
        .chart("Minutes held of those planned, by session", chart)
        .table(table)
        .rows(visit, "CSV", circle + "/protected-space");
  }

  private static @Nullable Double held(Row row) {
    Double held = row.number("heldMinutes");
    Double lost = row.number("interruptedMinutes");
    return held == null ? null : Double.valueOf(held - (lost == null ? 0 : lost));
  }

  private static @Nullable Double missing(Row row) {
    Double held = row.number("heldMinutes");
    if (held == null) {
      return row.text("state").equals("held") || isAhead(row) ? null : row.number("plannedMinutes");
    }
    double missing = row.count("plannedMinutes") - held;
    return missing > 0 ? missing : null;
  }

  private static @Nullable Double ahead(Row row) {
    return isAhead(row) ? row.number("plannedMinutes") : null;
  }

  private static boolean isAhead(Row row) {
    return row.text("state").equals("planned") || row.text("state").equals("postponed");
  }

  private static String sentence(List<Row> rows) {
    long held = rows.stream().filter(row -> row.text("state").equals("held")).count();
    Map<String, Integer> reasons = new TreeMap<>();
    rows.stream()
        .filter(row -> row.has("reason"))
        .forEach(row -> reasons.merge(row.text("reason"), 1, Integer::sum));
    String why =
        reasons.isEmpty()
            ? "None was moved, cancelled or ended early."
            : "Moved, cancelled or ended early: "
                + Words.list(
                    reasons.entrySet().stream()
                        .map(one -> one.getValue() + " for " + Words.plain(one.getKey()))
                        .toList())
                + ".";
    long ahead = rows.stream().filter(Space::isAhead).count();
    return "%d of %d planned sessions were held%s. %s"
        .formatted(
            held, rows.size(), ahead == 0 ? "" : ", and " + ahead + " are still to come", why);
  }

  private static String warning(List<Row> rows) {
    List<String> warned =
        rows.stream()
            .filter(row -> row.is("earlyWarning"))
            .map(row -> row.text("session"))
            .toList();
    return warned.isEmpty()
        ? ""
        : "Early warning at session "
            + Words.list(warned)
            + ": of it and the two before, two were moved or cancelled for service pressure.";
  }
}
