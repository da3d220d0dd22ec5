package org.circlejournal.query.dashboard.year;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.circlejournal.query.dashboard.Chart;
import org.circlejournal.query.dashboard.Figure;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/** The frame: is the rhythm kept, and which slips were named. */
final class Rhythm {

  private Rhythm() {}

  static @Nullable Figure figure(Visit visit, String circle) {
    String path = circle + "/frame";
    Answer answer = visit.get(path);
    if (!answer.given()) {
      return null;
    }
    List<Row> rows = answer.rows();
    return Figure.of("frame", "Is the rhythm kept?")
        .say(sentence(rows))
        .chart("Minutes in each phase, by session", chart(rows))
        .table(phases(rows))
        .table(slips(visit.get(path, "by", "slip").rows()))
        .rows(visit, "CSV", path)
        .rows(visit, "CSV of slips", path, "by", "slip");
  }

  private static Chart chart(List<Row> rows) {
    List<String> sessions = rows.stream().map(row -> row.text("session")).distinct().toList();
    Map<String, Map<String, Double>> minutes = new LinkedHashMap<>();
    for (Row row : rows) {
      Double lasted = row.number("minutes");
      if (lasted != null) {
        minutes
            .computeIfAbsent(row.text("phase"), phase -> new LinkedHashMap<>())
            .put(row.text("session"), lasted);
      }
    }
    Chart chart = Chart.stack("Session", "minutes", sessions);
    minutes.forEach(
        (phase, lasted) -> {
          List<@Nullable Double> values = new ArrayList<>();
          sessions.forEach(session -> values.add(lasted.get(session)));
          chart.series(Words.first(phase), values);
        });
    return chart;
  }

  private static String sentence(List<Row> rows) {
    long sessions = rows.stream().map(row -> row.text("session")).distinct().count();
    long whole =
        sessions
            - rows.stream()
                .filter(row -> !row.is("held"))
                .map(row -> row.text("session"))
                .distinct()
                .count();
    return sessions == 0
        ? "No session has been held yet."
        : "%d of %s went through every phase."
            .formatted(whole, Words.count((int) sessions, "session"));
  }

  private static Table phases(List<Row> rows) {
    Table table =
        Table.of("Phases of each session")
            .column("Session")
            .column("Phase")
            .column("Held")
            .numbers("Minutes");
    rows.forEach(
        row ->
            table.row(
                row.text("session"),
                Words.plain(row.text("phase")),
                row.is("held") ? "yes" : "skipped",
                Words.number(row.number("minutes"))));
    return table;
  }

  /** Inside by session, outside by blocks of six. */
  private static Table slips(List<Row> rows) {
    Table table =
        Table.of("Slips of the frame that were named; never whose")
            .column("Session")
            .column("Slip")
            .numbers("Named");
    rows.forEach(
        row ->
            table.row(
                row.has("session") ? row.text("session") : Came.span(row),
                Words.plain(row.text("kind")),
                row.has("count")
                    ? row.text("count")
                    : Objects.requireNonNullElse(
                        Words.hidden(row), Words.percent(row.number("share")))));
    return table;
  }
}
