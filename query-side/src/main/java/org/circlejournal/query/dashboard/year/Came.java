package org.circlejournal.query.dashboard.year;

import java.util.LinkedHashMap;
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

/** Attendance: who came, who stayed; inside by session, outside by blocks of six. */
final class Came {

  private static final String TITLE = "Who came?";

  private Came() {}

  static @Nullable Figure figure(Visit visit, String circle, boolean inside) {
    String path = circle + "/attendance";
    Answer answer = visit.get(path);
    if (!answer.given()) {
      return null;
    }
    Figure figure =
        inside
            ? sessions(
                visit.get(circle + "/protected-space").rows(),
                answer.rows(),
                visit.get(path, "by", "member").rows())
            : blocks(answer.rows());
    figure.rows(visit, "CSV", path);
    return inside ? figure.rows(visit, "CSV by member", path, "by", "member") : figure;
  }

  private static Figure sessions(List<Row> plan, List<Row> rows, List<Row> members) {
    Chart chart =
        Chart.stack("Session", "people", rows.stream().map(row -> row.text("session")).toList())
            .series(
                "In the room",
                rows.stream().map(r -> r.count("present") - r.count("remote")).toList())
            .series("Remote", rows.stream().map(row -> row.count("remote")).toList())
            .series("Apologies", rows.stream().map(row -> row.count("apologies")).toList())
            .series("Absent", rows.stream().map(row -> row.count("absent")).toList());
    Table table =
        Table.of("Each session that has started")
            .column("Session")
            .column("Started")
            .numbers("Members")
            .numbers("Present")
            .numbers("of them remote")
            .numbers("Apologies")
            .numbers("Absent")
            .numbers("Share")
            .numbers("Retention");
    for (Row row : rows) {
      table.row(
          row.text("session"),
          Words.day(row.text("startedAt")),
          row.text("members"),
          row.text("present"),
          row.text("remote"),
          row.text("apologies"),
          row.text("absent"),
          Words.percent(row.number("share")),
          Words.percent(row.number("retention")));
    }
    return Figure.of("attendance", TITLE)
        .say(sentence(rows))
        .laid(Fortnights.sessions(plan, rows))
        .chart("People by session", chart)
        .table(table)
        .table(signs(members));
  }

  private static String sentence(List<Row> rows) {
    if (rows.isEmpty()) {
      return "No session has started yet.";
    }
    int present = rows.stream().mapToInt(row -> row.count("present")).sum();
    int members = rows.stream().mapToInt(row -> row.count("members")).sum();
    Row last = rows.get(rows.size() - 1);
    return "Over %s, %s of the places were taken; at session %s, %d of %d members came."
        .formatted(
            Words.count(rows.size(), "session"),
            members == 0 ? Words.NONE : Words.percent((double) present / members),
            last.text("session"),
            last.count("present"),
            last.count("members"));
  }

  /** For the circle's own members: a sign for each, session by session. */
  private static Table signs(List<Row> rows) {
    Map<String, Map<Integer, String>> byMember = new LinkedHashMap<>();
    for (Row row : rows) {
      byMember
          .computeIfAbsent(row.text("memberId"), id -> new TreeMap<>())
          .put(row.count("session"), row.text("status"));
    }
    List<Integer> sessions =
        rows.stream().map(row -> row.count("session")).distinct().sorted().toList();
    Table table =
        Table.of("By member sign, for the circle itself: ● in the room, ○ remote, – not there")
            .column("Member");
    sessions.forEach(session -> table.column(String.valueOf(session)));
    byMember.forEach(
        (member, statuses) -> {
          Object[] cells = new Object[sessions.size() + 1];
          cells[0] = member.length() > 8 ? member.substring(0, 8) : member;
          for (int i = 0; i < sessions.size(); i++) {
            cells[i + 1] =
                switch (statuses.getOrDefault(sessions.get(i), "")) {
                  case "present" -> "●";
                  case "remote" -> "○";
                  case "not-present" -> "–";
                  default -> "";
                };
          }
          table.row(cells);
        });
    return table;
  }

  private static Figure blocks(List<Row> rows) {
    Chart chart =
        Chart.stack("Sessions", "% of members", rows.stream().map(Came::span).toList())
            .upTo(100)
            .series("Came", rows.stream().map(Came::percent).toList())
            .hidden(
                "Hidden: fewer than 5",
                rows.stream().map(row -> Words.hidden(row) == null ? null : 100).toList());
    Table table =
        Table.of("Shares over blocks of six sessions, rounded to 5 %")
            .column("Sessions")
            .numbers("Came");
    rows.forEach(
        row ->
            table.row(
                span(row),
                Objects.requireNonNullElse(Words.hidden(row), Words.percent(row.number("share")))));
    return Figure.of("attendance", TITLE)
        .say(blocksSentence(rows))
        .laid(Fortnights.blocks(rows))
        .chart("Share of members who came, by block of six sessions", chart)
        .table(table);
  }

  private static String blocksSentence(List<Row> rows) {
    List<String> told =
        rows.stream()
            .map(
                row ->
                    "sessions %s: %s"
                        .formatted(
                            span(row),
                            Objects.requireNonNullElse(
                                Words.hidden(row), Words.percent(row.number("share")))))
            .toList();
    return told.isEmpty()
        ? "No block of six sessions is finished yet."
        : "Of the members came, rounded to 5 %: " + String.join("; ", told) + ".";
  }

  private static @Nullable Double percent(Row row) {
    Double share = row.number("share");
    return share == null ? null : Double.valueOf(share * 100);
  }

  static String span(Row row) {
    return row.text("fromSession") + "–" + row.text("toSession");
  }
}
