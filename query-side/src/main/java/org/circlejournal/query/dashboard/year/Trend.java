package org.circlejournal.query.dashboard.year;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.circlejournal.query.dashboard.Chart;
import org.circlejournal.query.dashboard.Figure;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/** The burnout trend: levels and changes as they were released, with intervals where they were. */
public final class Trend {

  private static final String ROUNDED = "rounded-below-2k";

  /** Twice the least k. */
  private static final int LEAST_EXACT = 10;

  private Trend() {}

  static @Nullable Figure figure(Visit visit, String circle) {
    String path = circle + "/burnout-trend";
    Answer answer = visit.get(path);
    if (!answer.given()) {
      return null;
    }
    return figure("trend", "What did the questionnaires say?", answer.rows())
        .rows(visit, "CSV", path);
  }

  /** Of a circle or of a pool: the columns are the same. */
  public static Figure figure(String id, String title, List<Row> rows) {
    Figure figure = Figure.of(id, title);
    if (rows.isEmpty()) {
      figure.say("No wave has closed yet.");
    }
    contrasts(rows).forEach(row -> figure.say(change(row)));
    figure.say(roundedOrHidden(rows));
    List<String> instruments = rows.stream().map(row -> row.text("instrument")).distinct().toList();
    for (String instrument : instruments) {
      figure.chart(
          "Levels of " + name(instrument) + " with 95% intervals",
          chart(rows, instrument, "wave", "points"));
      figure.chart(
          "Changes of " + name(instrument) + " with 95% intervals",
          chart(rows, instrument, "contrast", "points of change"));
    }
    return figure.table(table(rows));
  }

  private static List<Row> contrasts(List<Row> rows) {
    return rows.stream().filter(row -> row.text("row").equals("contrast")).toList();
  }

  private static String name(String instrument) {
    return instrument.toUpperCase(Locale.ROOT);
  }

  private static String scale(Row row) {
    return name(row.text("instrument")) + " " + Words.plain(row.text("scale"));
  }

  private static String when(Row row) {
    return row.has("fromWave")
        ? Words.plain(row.text("fromWave")) + " to " + Words.plain(row.text("wave"))
        : Words.plain(row.text("wave"));
  }

  /** One contrast as a sentence that claims no more than it may. */
  static String change(Row row) {
    Double change = row.number("mean");
    if (change == null) {
      return "%s, %s: %s."
          .formatted(
              scale(row), when(row), Objects.requireNonNullElse(Words.hidden(row), "no figure"));
    }
    boolean lower = change < 0;
    Double low = row.number("low");
    Double high = row.number("high");
    String interval = "";
    if (low != null && high != null) {
      interval =
          "95%% interval %s to %s; "
              .formatted(Words.number(lower ? -high : low), Words.number(lower ? -low : high));
    }
    return "%s was %s at the %s %s at the %s (%s%d pairs%s); without a comparison group this does not show that the circle caused it."
        .formatted(
            scale(row),
            change == 0
                ? "the same"
                : Words.number(Math.abs(change)) + " points " + (lower ? "lower" : "higher"),
            Words.plain(row.text("wave")),
            change == 0 ? "as" : "than",
            Words.plain(row.text("fromWave")),
            interval,
            row.count("n"),
            row.is("declared") ? "" : "; not declared beforehand");
  }

  private static String roundedOrHidden(List<Row> rows) {
    StringBuilder told = new StringBuilder();
    rows.stream()
        .filter(row -> row.text("withheld").equals(ROUNDED))
        .mapToInt(row -> row.count("n"))
        .min()
        .ifPresent(
            n ->
                told.append(
                    n < LEAST_EXACT
                        ? n + " people answered: fewer than ten, so only rounded means are shown. "
                        : "Some means are rounded: one of the circles behind them had fewer than ten"
                            + " answers. "));
    long hidden = rows.stream().filter(row -> Words.hidden(row) != null).count();
    if (hidden > 0) {
      told.append(
          "%d of %d figures are hidden. “Fewer than 5” stands for too few people to be shown: five is the least, a circle may ask for more, and answers need one person more than that."
              .formatted(hidden, rows.size()));
    }
    return told.toString().strip();
  }

  private static Chart chart(List<Row> rows, String instrument, String kind, String unit) {
    Chart chart = Chart.intervals(unit);
    rows.stream()
        .filter(row -> row.text("instrument").equals(instrument) && row.text("row").equals(kind))
        .sorted(Comparator.comparing(row -> row.text("scale"))) // waves keep their order
        .forEach(
            row ->
                chart.point(
                    Words.plain(row.text("scale")) + ", " + when(row),
                    row.number("mean"),
                    row.number("low"),
                    row.number("high"),
                    Words.hidden(row)));
    return chart;
  }

  private static Table table(List<Row> rows) {
    Table table =
        Table.of("Levels and changes; a change is the later wave minus the earlier")
            .column("Scale")
            .column("When")
            .column("What")
            .numbers("People")
            .numbers("Mean")
            .numbers("Sum")
            .numbers("SD")
            .numbers("95% low")
            .numbers("95% high")
            .numbers("p")
            .numbers("dz")
            .column("Note");
    for (Row row : rows) {
      table.row(
          scale(row),
          when(row),
          row.text("row").equals("contrast") ? "change" : "level",
          Words.number(row.number("n")),
          Words.number(row.number("mean")),
          Words.number(row.number("sum")),
          Words.number(row.number("sd")),
          Words.number(row.number("low")),
          Words.number(row.number("high")),
          row.has("p") ? row.text("p") : Words.NONE,
          Words.number(row.number("dz")),
          note(row));
    }
    return table;
  }

  private static String note(Row row) {
    String hidden = Words.hidden(row);
    return hidden != null ? hidden : row.text("withheld").equals(ROUNDED) ? "rounded" : "";
  }
}
