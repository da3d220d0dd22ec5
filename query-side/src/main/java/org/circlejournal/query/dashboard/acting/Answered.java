package org.circlejournal.query.dashboard.acting;

import static j2html.TagCreator.a;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;

import com.fasterxml.jackson.databind.JsonNode;
import j2html.tags.DomContent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.circlejournal.query.dashboard.Chart;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/** An answer of an analysis: a sentence, the figure that the analysis asks for, and its rows. */
final class Answered {

  private static final String NUMBER = "number";
  private static final String INTEGER = "integer";
  private static final int DECIMALS = 4;

  private Answered() {}

  static DomContent figure(Row analysis, JsonNode answer) {
    List<Row> rows = rows(answer);
    JsonNode figure = analysis.json().path("figure");
    Chart chart = chart(figure, rows);
    List<DomContent> parts = new ArrayList<>();
    parts.add(h2("Answer"));
    parts.add(p(sentence(analysis, answer, rows)));
    if (chart != null) {
      parts.add(
          div()
              .withClass("chart")
              .attr("role", "img")
              .attr(
                  "aria-label", analysis.text("title") + ". The table below has the same numbers.")
              .attr("data-chart", chart.toString()));
    }
    if (!rows.isEmpty()) {
      parts.add(
          details(summary("Table: " + analysis.text("title")), table(analysis, answer, rows))
              .attr("open"));
      parts.add(
          p(
              a("CSV")
                  .withHref(file("text/csv", csv(answer, rows)))
                  .attr("download", analysis.text("name") + ".csv")));
    }
    return section(parts.toArray(DomContent[]::new)).withId("answer").withClass("figure");
  }

  private static List<Row> rows(JsonNode answer) {
    return StreamSupport.stream(answer.path("rows").spliterator(), false).map(Row::new).toList();
  }

  private static String sentence(Row analysis, JsonNode answer, List<Row> rows) {
    String position = answer.path("receipt").path("position").asText();
    if (rows.isEmpty()) {
      return "There is nothing to tell up to position %s of the journal.".formatted(position);
    }
    return "%s, each %s, up to position %s of the journal. %s"
        .formatted(
            Words.count(rows.size(), "row"),
            analysis.text("row"),
            position,
            answer.path("mayLeave").asBoolean()
                ? "These figures may leave."
                : "These figures are for the researcher only: they are not made to leave.");
  }

  // --- figure ---------------------------------------------------------------------------------

  private static @Nullable Chart chart(JsonNode figure, List<Row> rows) {
    String x = figure.path("x").asText();
    String y = figure.path("y").asText();
    if (rows.isEmpty()) {
      return null;
    } else if (figure.has("interval")) {
      return figure.path("kind").asText().equals("forest")
          ? intervals(figure, rows, y, x)
          : intervals(figure, rows, x, y);
    }
    boolean map = figure.has("value");
    return stack(
        figure,
        rows,
        x,
        map ? y : figure.path("series").asText(),
        map ? figure.path("value").asText() : y);
  }

  /** Recorded and imported circles are never taken together. */
  private static String name(Row row, String column) {
    return row.is("imported") ? row.text(column) + " (imported)" : row.text(column);
  }

  private static String unit(JsonNode figure, String axis) {
    return figure.path("units").path(axis).asText();
  }

  private static Chart intervals(JsonNode figure, List<Row> rows, String name, String at) {
    boolean forest = figure.path("kind").asText().equals("forest");
    Chart chart = Chart.intervals(unit(figure, forest ? "x" : "y"));
    String series = figure.path("series").asText();
    for (Row row : rows) {
      Double value = row.number(at);
      if (value != null) {
        chart.point(
            series.isEmpty() ? name(row, name) : name(row, name) + ", " + row.text(series),
            value,
            row.number(figure.path("interval").path(0).asText()),
            row.number(figure.path("interval").path(1).asText()),
            null);
      }
    }
    return chart;
  }

  /** Bars on each other: for each {@code x}, one for each series. */
  private static Chart stack(
      JsonNode figure, List<Row> rows, String x, String series, String value) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> all = new LinkedHashSet<>();
    rows.forEach(row -> names.add(name(row, x)));
    rows.forEach(row -> all.add(row.text(series)));
    Chart chart = Chart.stack(unit(figure, "x"), unit(figure, "y"), List.copyOf(names));
    for (String one : all) {
      List<@Nullable Double> values = new ArrayList<>();
      for (String name : names) {
        values.add(
            rows.stream()
                .filter(row -> name(row, x).equals(name) && row.text(series).equals(one))
                .map(row -> row.number(value))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null));
      }
      chart.series(one.isEmpty() ? value : one, values);
    }
    if (unit(figure, "y").startsWith("share")) {
      chart.upTo(1);
    }
    return chart;
  }

  // --- rows -----------------------------------------------------------------------------------

  private static DomContent table(Row analysis, JsonNode answer, List<Row> rows) {
    Table table = Table.of(analysis.text("title"));
    for (JsonNode column : answer.path("columns")) {
      String type = column.path("type").asText();
      String name = column.path("name").asText();
      if (type.equals(NUMBER) || type.equals(INTEGER)) {
        table.numbers(name);
      } else {
        table.column(name);
      }
    }
    for (Row row : rows) {
      table.row(names(answer).stream().map(name -> (Object) cell(row.json().path(name))).toArray());
    }
    return table.html();
  }

  /** Four decimals are enough to read; the file has all of them. */
  private static String cell(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return Words.NONE;
    }
    return value.isFloatingPointNumber()
        ? new BigDecimal(value.asText())
            .setScale(DECIMALS, RoundingMode.HALF_EVEN)
            .stripTrailingZeros()
            .toPlainString()
        : value.asText();
  }

  private static List<String> names(JsonNode answer) {
    return StreamSupport.stream(answer.path("columns").spliterator(), false)
        .map(column -> column.path("name").asText())
        .toList();
  }

  private static String csv(JsonNode answer, List<Row> rows) {
    List<String> names = names(answer);
    StringBuilder csv = new StringBuilder(line(names));
    for (Row row : rows) {
      csv.append(line(names.stream().map(row::text).toList()));
    }
    return csv.toString();
  }

  /** RFC 4180. */
  private static String line(List<String> fields) {
    return fields.stream()
        .map(
            field ->
                field.matches("(?s).*[\",\r\n].*")
                    ? '"' + field.replace("\"", "\"\"") + '"'
                    : field)
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  /** To be saved as it stands, without asking once more: a question may be a disclosure. */
  static String file(String type, String content) {
    return "data:%s;charset=utf-8;base64,%s"
        .formatted(
            type, Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
  }
}
