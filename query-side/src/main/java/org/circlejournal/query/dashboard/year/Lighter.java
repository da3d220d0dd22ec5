package org.circlejournal.query.dashboard.year;

import java.util.List;
import java.util.Objects;
import org.circlejournal.query.dashboard.Chart;
import org.circlejournal.query.dashboard.Figure;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/** Lightness: do people leave lighter than they came; which tools help. */
final class Lighter {

  private static final double HEAVIEST = 10;

  private Lighter() {}

  static @Nullable Figure figure(Visit visit, String circle) {
    String path = circle + "/lightness";
    Answer answer = visit.get(path);
    if (!answer.given()) {
      return null;
    }
    List<Row> rows = answer.rows();
    Chart chart = Chart.change("Session", "how heavy it is, 0 to 10", HEAVIEST);
    rows.forEach(
        row ->
            chart.point(
                row.text("session"),
                null,
                row.number("arriving"),
                row.number("leaving"),
                Words.hidden(row)));
    return Figure.of("lightness", "Do people leave lighter?")
        .say(sentence(rows))
        .chart("How heavy it was arriving and leaving, by session", chart)
        .table(sessions(rows))
        .table(tools(visit.get(path, "by", "tool").rows()))
        .rows(visit, "CSV", path)
        .rows(visit, "CSV by tool", path, "by", "tool");
  }

  private static String sentence(List<Row> rows) {
    List<Row> shown = rows.stream().filter(row -> row.has("change")).toList();
    long hidden = rows.stream().filter(row -> Words.hidden(row) != null).count();
    if (shown.isEmpty()) {
      return hidden == 0
          ? "No pulses have left the circle yet."
          : "Pulses of %s are hidden: fewer than 5 people."
              .formatted(Words.count((int) hidden, "session"));
    }
    long lighter = shown.stream().filter(row -> value(row) < 0).count();
    return "In %d of %s people left lighter, on average, than they came.%s"
        .formatted(
            lighter,
            Words.count(shown.size(), "session"),
            hidden == 0
                ? ""
                : " " + Words.count((int) hidden, "session") + " hidden: fewer than 5.");
  }

  private static double value(Row row) {
    return Objects.requireNonNullElse(row.number("change"), 0.0);
  }

  private static Table sessions(List<Row> rows) {
    Table table =
        Table.of("How heavy it is, 0 to 10: less is lighter")
            .column("Session")
            .numbers("People")
            .numbers("Arriving")
            .numbers("Leaving")
            .numbers("Change")
            .numbers("95% low")
            .numbers("95% high")
            .column("Note");
    rows.forEach(
        row ->
            table.row(
                row.text("session"),
                Words.number(row.number("n")),
                Words.number(row.number("arriving")),
                Words.number(row.number("leaving")),
                Words.number(row.number("change")),
                Words.number(row.number("low")),
                Words.number(row.number("high")),
                note(row)));
    return table;
  }

  private static Table tools(List<Row> rows) {
    Table table =
        Table.of("How helpful tools were, 1 to 5")
            .column("Tool")
            .numbers("Ratings")
            .numbers("Helpfulness")
            .column("Note");
    rows.forEach(
        row ->
            table.row(
                Words.first(row.text("tool")),
                Words.number(row.number("n")),
                Words.number(row.number("helpfulness")),
                note(row)));
    return table;
  }

  private static String note(Row row) {
    String hidden = Words.hidden(row);
    return hidden != null ? hidden : row.has("withheld") ? "rounded" : "";
  }
}
