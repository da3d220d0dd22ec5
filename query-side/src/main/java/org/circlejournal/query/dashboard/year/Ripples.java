package org.circlejournal.query.dashboard.year;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.circlejournal.query.dashboard.Chart;
import org.circlejournal.query.dashboard.Figure;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/** Ripples: what people carried into their work; inside by month, outside by blocks. */
final class Ripples {

  private Ripples() {}

  static @Nullable Figure figure(Visit visit, String circle, boolean inside) {
    String path = circle + "/ripples";
    Answer answer = visit.get(path);
    if (!answer.given()) {
      return null;
    }
    List<Row> rows = answer.rows();
    Figure figure = Figure.of("ripples", "What was carried into work?").say(sentence(rows, inside));
    if (inside) {
      figure.chart("Ripples noted, by month", months(rows));
    }
    return figure.table(table(rows, inside)).rows(visit, "CSV", path);
  }

  private static Chart months(List<Row> rows) {
    List<String> months = rows.stream().map(row -> row.text("month")).distinct().sorted().toList();
    Map<String, Map<String, Integer>> kinds = new TreeMap<>();
    rows.forEach(
        row ->
            kinds
                .computeIfAbsent(row.text("kind"), kind -> new TreeMap<>())
                .put(row.text("month"), row.count("count")));
    Chart chart = Chart.stack("Month", "ripples", months);
    kinds.forEach(
        (kind, counts) -> {
          List<Integer> values = new ArrayList<>();
          months.forEach(month -> values.add(counts.getOrDefault(month, 0)));
          chart.series(Words.first(kind), values);
        });
    return chart;
  }

  private static String sentence(List<Row> rows, boolean inside) {
    if (rows.isEmpty()) {
      return inside ? "No ripple was noted yet." : "No block of six sessions is finished yet.";
    }
    if (inside) {
      return Words.count(rows.stream().mapToInt(row -> row.count("count")).sum(), "ripple")
          + " noted; never whose.";
    }
    long hidden = rows.stream().filter(row -> Words.hidden(row) != null).count();
    return "Shares of all ripples of a block, rounded to 5 %."
        + (hidden == 0 ? "" : " %d of %d are hidden: fewer than 5.".formatted(hidden, rows.size()));
  }

  private static Table table(List<Row> rows, boolean inside) {
    Table table =
        Table.of(inside ? "Ripples by month" : "Ripples by block of six sessions")
            .column(inside ? "Month" : "Sessions")
            .column("Ripple")
            .numbers(inside ? "Noted" : "Share");
    rows.forEach(
        row ->
            table.row(
                inside ? row.text("month") : Came.span(row),
                Words.plain(row.text("kind")),
                inside
                    ? row.text("count")
                    : Objects.requireNonNullElse(
                        Words.hidden(row), Words.percent(row.number("share")))));
    return table;
  }
}
