package org.circlejournal.query.dashboard.year;

import java.util.ArrayList;
import java.util.Comparator;
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

/** Themes: a river by area, and the board's items beneath. */
final class Themes {

  private Themes() {}

  static @Nullable Figure figure(Visit visit, String circle, boolean inside) {
    String path = circle + "/theme-usage";
    Answer answer = visit.get(path);
    if (!answer.given()) {
      return null;
    }
    List<Row> areas = visit.get(path, "by", "area").rows();
    return Figure.of("themes", "What was on the board?")
        .say(sentence(answer.rows(), areas))
        .chart("How often themes of each area were taken up, by session", river(areas))
        .table(board(answer.rows(), inside))
        .table(byArea(areas))
        .rows(visit, "CSV", path)
        .rows(visit, "CSV by area", path, "by", "area");
  }

  static int taken(Row row) {
    return row.count("presented") + row.count("explored") + row.count("toolsTried");
  }

  private static Map<String, Map<Integer, Integer>> courses(List<Row> areas) {
    Map<String, Map<Integer, Integer>> courses = new TreeMap<>();
    for (Row row : areas) {
      courses
          .computeIfAbsent(row.text("area"), area -> new TreeMap<>())
          .merge(row.count("session"), taken(row), Integer::sum);
    }
    return courses;
  }

  private static Chart river(List<Row> areas) {
    int last = areas.stream().mapToInt(row -> row.count("session")).max().orElse(0);
    List<String> names = new ArrayList<>();
    for (int session = 1; session <= last; session++) {
      names.add(String.valueOf(session));
    }
    Chart chart = Chart.stack("Session", "times taken up", names).joined();
    courses(areas)
        .forEach(
            (area, course) -> {
              List<Integer> values = new ArrayList<>();
              for (int session = 1; session <= last; session++) {
                values.add(course.getOrDefault(session, 0));
              }
              chart.series(Words.first(area), values);
            });
    return chart;
  }

  private static String sentence(List<Row> board, List<Row> areas) {
    if (board.isEmpty()) {
      return "Nothing is on the board yet.";
    }
    long untouched =
        board.stream().filter(row -> taken(row) == 0 && row.count("pathsWalked") == 0).count();
    Map<String, Integer> totals = new TreeMap<>();
    areas.forEach(row -> totals.merge(row.text("area"), taken(row), Integer::sum));
    String most =
        totals.entrySet().stream()
            .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
            .map(
                top ->
                    " Most was said of %s, taken up %s."
                        .formatted(Words.plain(top.getKey()), Words.count(top.getValue(), "time")))
            .orElse("");
    return "The board has "
        + Words.count(board.size(), "item")
        + "; "
        + untouched
        + " of them were never taken up."
        + most;
  }

  private static Table board(List<Row> rows, boolean inside) {
    Table table = Table.of("Items of the board").column("Item").column("Kind").column("Area");
    if (inside) {
      table.column("Text, for the circle itself");
    }
    table
        .numbers("Presented")
        .numbers("Explored")
        .numbers("Tools")
        .numbers("Paths walked")
        .numbers("Last session");
    for (Row row : rows) {
      List<Object> cells = new ArrayList<>();
      cells.add(row.text("themeId") + (row.is("retired") ? " (retired)" : ""));
      cells.add(row.text("kind"));
      cells.add(Words.plain(row.text("area")));
      if (inside) {
        cells.add(row.has("text") ? row.text("text") : "(no text)");
      }
      cells.add(row.text("presented"));
      cells.add(row.text("explored"));
      cells.add(row.text("toolsTried"));
      cells.add(row.text("pathsWalked"));
      cells.add(row.has("lastSession") ? row.text("lastSession") : Words.NONE);
      table.row(cells.toArray());
    }
    return table;
  }

  private static Table byArea(List<Row> areas) {
    Table table =
        Table.of("By area and session")
            .column("Area")
            .numbers("Session")
            .numbers("Presented")
            .numbers("Explored")
            .numbers("Tools");
    areas.forEach(
        row ->
            table.row(
                Words.first(row.text("area")),
                row.text("session"),
                row.text("presented"),
                row.text("explored"),
                row.text("toolsTried")));
    return table;
  }
}
