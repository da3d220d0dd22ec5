package org.circlejournal.query.dashboard.programme;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.circlejournal.query.dashboard.Chart;
import org.circlejournal.query.dashboard.Figure;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/** Figures of a pool's rows, of recorded circles or of imported ones, never of both. */
final class Pooled {

  private Pooled() {}

  static List<Row> rows(Visit visit, String path, boolean imported) {
    return visit.get(path).rows().stream().filter(row -> row.is("imported") == imported).toList();
  }

  static String suffix(boolean imported) {
    return imported ? "-imported" : "";
  }

  static String of(boolean imported) {
    return imported ? ", in imported circles" : "";
  }

  static @Nullable Figure space(Visit visit, String pool, boolean imported) {
    String path = pool + "/protected-space";
    List<Row> rows = rows(visit, path, imported);
    if (rows.isEmpty()) {
      return null;
    }
    Table table =
        Table.of("Each number of a session, over the circles that have planned it")
            .column("Session")
            .numbers("Circles")
            .numbers("Held")
            .numbers("Postponed")
            .numbers("Cancelled")
            .numbers("Not held")
            .numbers("Planned, min")
            .numbers("Held, min")
            .numbers("Interrupted, min")
            .numbers("Early warnings");
    for (Row row : rows) {
      table.row(
          row.text("session"),
          row.text("circles"),
          row.text("held"),
          row.text("postponed"),
          row.text("cancelled"),
          row.text("notHeld"),
          row.text("plannedMinutes"),
          row.text("heldMinutes"),
          row.text("interruptedMinutes"),
          row.text("earlyWarnings"));
    }
    Chart chart =
        Chart.stack("Session", "minutes", rows.stream().map(row -> row.text("session")).toList())
            .series("Held", rows.stream().map(row -> row.number("heldMinutes")).toList())
            .hidden("Planned, not held", rows.stream().map(Pooled::missing).toList());
    return Figure.of("space" + suffix(imported), "Was the space protected" + of(imported) + "?")
        .say(spaceSentence(rows))
        .chart("Minutes held of those planned, by session", chart)
        .table(table)
        .rows(visit, "CSV", path);
  }

  private static double missing(Row row) {
    return Math.max(0, row.count("plannedMinutes") - row.count("heldMinutes"));
  }

  static String spaceSentence(List<Row> rows) {
    int planned = sum(rows, "plannedMinutes");
    int held = sum(rows, "heldMinutes");
    int moved = sum(rows, "postponed") + sum(rows, "cancelled") + sum(rows, "notHeld");
    int warnings = sum(rows, "earlyWarnings");
    return "Of the %d minutes planned until now %s were held. %s postponed, cancelled or not held; %s."
        .formatted(
            planned,
            planned == 0 ? "none" : Words.percent((double) held / planned),
            moved == 1 ? "1 session was" : moved + " sessions were",
            warnings == 0 ? "there is no early warning" : Words.count(warnings, "early warning"));
  }

  private static int sum(List<Row> rows, String column) {
    return rows.stream().mapToInt(row -> row.count(column)).sum();
  }

  static @Nullable Figure attendance(Visit visit, String pool, boolean imported) {
    String path = pool + "/attendance";
    List<Row> rows = rows(visit, path, imported);
    if (rows.isEmpty()) {
      return null;
    }
    Table table =
        Table.of("Shares of the places that were taken, over six sessions each, rounded to 5%")
            .column("Sessions")
            .numbers("Circles")
            .numbers("Share");
    Chart chart =
        Chart.stack("Sessions", "%", rows.stream().map(Pooled::span).toList())
            .upTo(100)
            .series("Places taken", rows.stream().map(Pooled::percent).toList());
    for (Row row : rows) {
      String hidden = Words.hidden(row);
      table.row(
          span(row),
          row.text("circles"),
          hidden == null ? Words.percent(row.number("share")) : hidden);
    }
    return Figure.of("attendance" + suffix(imported), "Who came" + of(imported) + "?")
        .say(attendanceSentence(rows))
        .chart("Places taken, by block of sessions", chart)
        .table(table)
        .rows(visit, "CSV", path);
  }

  private static @Nullable Double percent(Row row) {
    Double share = row.number("share");
    return share == null ? null : Double.valueOf(100 * share);
  }

  private static String span(Row row) {
    return row.text("fromSession") + " to " + row.text("toSession");
  }

  static String attendanceSentence(List<Row> rows) {
    List<Row> shown = rows.stream().filter(row -> row.has("share")).toList();
    if (shown.isEmpty()) {
      return "No share may be shown yet: blocks of six sessions are finished by too few circles.";
    }
    Row first = shown.get(0);
    Row last = shown.get(shown.size() - 1);
    return "Of the places, %s were taken in sessions %s%s."
        .formatted(
            Words.percent(first.number("share")),
            span(first),
            shown.size() == 1
                ? ""
                : ", and %s in sessions %s"
                    .formatted(Words.percent(last.number("share")), span(last)));
  }

  static @Nullable Figure themes(Visit visit, String pool, boolean imported) {
    String path = pool + "/theme-usage";
    List<Row> rows = rows(visit, path, imported);
    if (rows.isEmpty()) {
      return null;
    }
    Table table =
        Table.of("Themes by area")
            .column("Area")
            .column("Kind")
            .numbers("Circles")
            .numbers("Themes")
            .numbers("Presented")
            .numbers("Explored")
            .numbers("Tools tried")
            .numbers("Paths walked");
    for (Row row : rows) {
      table.row(
          Words.first(row.text("area")),
          Words.plain(row.text("kind")),
          row.text("circles"),
          row.text("themes"),
          row.text("presented"),
          row.text("explored"),
          row.text("toolsTried"),
          row.text("pathsWalked"));
    }
    return Figure.of("themes" + suffix(imported), "What was it about" + of(imported) + "?")
        .say(
            "%s on the boards; cases were about them %s."
                .formatted(
                    Words.count(sum(rows, "themes"), "theme"),
                    Words.count(sum(rows, "presented"), "time")))
        .table(table)
        .rows(visit, "CSV", path);
  }

  /** What does not stand on the page, and why. */
  static String suppressed(List<Row> rows) {
    Map<String, Long> reasons =
        rows.stream()
            .map(Words::hidden)
            .filter(hidden -> hidden != null)
            .collect(Collectors.groupingBy(hidden -> hidden, TreeMap::new, Collectors.counting()));
    if (reasons.isEmpty()) {
      return "None of the %d figures on attendance, questionnaires, lightness and ripples is hidden."
          .formatted(rows.size());
    }
    return "Of %d figures on attendance, questionnaires, lightness and ripples: %s."
        .formatted(
            rows.size(),
            Words.list(
                reasons.entrySet().stream()
                    .map(one -> one.getValue() + " " + one.getKey())
                    .toList()));
  }
}
