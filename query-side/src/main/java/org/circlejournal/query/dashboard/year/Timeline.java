package org.circlejournal.query.dashboard.year;

import static j2html.TagCreator.tag;

import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.circlejournal.query.dashboard.Figure;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/**
 * The year on one axis of time, a lane for each read model that whoever looks may see. Drawn by the
 * server, so it is there without a script.
 */
final class Timeline {

  private static final int WIDTH = 960;
  private static final int LEFT = 110;
  private static final int RIGHT = 14;
  private static final int GAP = 8;
  private static final int MARK = 4;
  private static final int BAR = 5;
  private static final double HEAVIEST = 10;
  private static final int WORD = 28;
  private static final String INK = "var(--ink)";
  private static final String FAINT = "var(--faint)";
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM", Locale.ENGLISH);
  private static final DateTimeFormatter YEAR =
      DateTimeFormatter.ofPattern("MMM uuuu", Locale.ENGLISH);

  private final Map<String, LocalDate> days;
  private final LocalDate first;
  private final LocalDate last;
  private final List<DomContent> drawn = new ArrayList<>();
  private int bottom = GAP;

  private Timeline(Map<String, LocalDate> days, LocalDate first, LocalDate last) {
    this.days = days;
    this.first = first;
    this.last = last;
  }

  /** Null as long as no session has a date. */
  static @Nullable Figure figure(Visit visit, String circle, boolean inside) {
    List<Row> plan = visit.get(circle + "/protected-space").rows();
    Map<String, LocalDate> days = new LinkedHashMap<>();
    plan.stream()
        .filter(row -> !day(row).isEmpty())
        .forEach(row -> days.put(row.text("session"), Words.date(day(row))));
    if (days.isEmpty()) {
      return null;
    }
    List<Row> came = visit.get(circle + "/attendance").rows();
    List<Row> themes = visit.get(circle + "/theme-usage", "by", "area").rows();
    List<Row> pulses = visit.get(circle + "/lightness").rows();
    List<Row> phases = visit.get(circle + "/frame").rows();
    List<Row> ripples = visit.get(circle + "/ripples").rows();
    Map<String, LocalDate> waves = new LinkedHashMap<>();
    visit
        .get(circle + "/burnout-trend")
        .rows()
        .forEach(row -> waves.put(row.text("wave"), Words.date(row.text("closedAt"))));

    Comparator<LocalDate> early = Comparator.naturalOrder();
    List<LocalDate> all = new ArrayList<>(days.values());
    all.addAll(waves.values());
    Timeline time =
        new Timeline(
            days, all.stream().min(early).orElseThrow(), all.stream().max(early).orElseThrow());
    Map<String, Integer> taken = taken(themes);
    Map<String, Integer> skipped = skipped(phases);
    time.months();
    time.sessions(plan);
    time.questionnaires(waves);
    time.shares(came, inside);
    time.themes(taken);
    time.heaviness(pulses);
    time.phases(skipped);
    time.ripples(ripples, inside);
    return Figure.of("year", "The year")
        .say(sentence(plan, waves))
        .drawn(
            "All on one axis of time. Sessions: ● held, ○ to come, × not held, ▲ early warning."
                + " Heaviness: from arriving to leaving, where the dot is."
                + " Phases: ■ all, □ some were skipped. Dashed: hidden.",
            time.svg())
        .table(table(plan, taken, pulses, skipped));
  }

  /** When a session was, or is to be; empty if nobody knows. */
  private static String day(Row row) {
    return row.has("heldAt") ? row.text("heldAt") : row.text("plannedAt");
  }

  private static Map<String, Integer> taken(List<Row> themes) {
    return themes.stream()
        .collect(Collectors.toMap(row -> row.text("session"), Themes::taken, Integer::sum));
  }

  /** How many phases of each session were skipped. */
  private static Map<String, Integer> skipped(List<Row> phases) {
    return phases.stream()
        .collect(
            Collectors.toMap(row -> row.text("session"), r -> r.is("held") ? 0 : 1, Integer::sum));
  }

  private static String sentence(List<Row> plan, Map<String, LocalDate> waves) {
    long held = plan.stream().filter(row -> row.has("heldAt")).count();
    String closed =
        waves.entrySet().stream()
            .map(wave -> wave.getKey() + " on " + Words.day(wave.getValue().toString()))
            .collect(Collectors.joining(", "));
    return "%d of %s have been held.%s"
        .formatted(
            held,
            Words.count(plan.size(), "planned session"),
            closed.isEmpty() ? "" : " Questionnaires closed: " + closed + ".");
  }

  private static Table table(
      List<Row> plan, Map<String, Integer> taken, List<Row> pulses, Map<String, Integer> skipped) {
    Map<String, Row> heavy = new HashMap<>();
    pulses.forEach(row -> heavy.put(row.text("session"), row));
    Table table = Table.of("The year by session").column("Session").column("Day").column("State");
    if (!taken.isEmpty()) {
      table.numbers("Themes taken up");
    }
    if (!pulses.isEmpty()) {
      table.numbers("Arriving").numbers("Leaving");
    }
    if (!skipped.isEmpty()) {
      table.numbers("Phases skipped");
    }
    for (Row row : plan) {
      String session = row.text("session");
      List<Object> cells = new ArrayList<>();
      cells.add(session);
      cells.add(day(row).isEmpty() ? "no date yet" : Words.day(day(row)));
      cells.add(Words.plain(row.text("state")) + (row.is("earlyWarning") ? ", early warning" : ""));
      if (!taken.isEmpty()) {
        cells.add(count(taken.get(session)));
      }
      if (!pulses.isEmpty()) {
        Row pulse = heavy.get(session);
        String hidden = pulse == null ? null : Words.hidden(pulse);
        cells.add(hidden != null ? hidden : heaviness(pulse, "arriving"));
        cells.add(hidden != null ? hidden : heaviness(pulse, "leaving"));
      }
      if (!skipped.isEmpty()) {
        cells.add(count(skipped.get(session)));
      }
      table.row(cells.toArray());
    }
    return table;
  }

  private static String count(@Nullable Integer count) {
    return count == null ? Words.NONE : count.toString();
  }

  private static String heaviness(@Nullable Row pulse, String column) {
    return Words.number(pulse == null ? null : pulse.number(column));
  }

  // --- lanes ------------------------------------------------------------------------------------

  private void months() {
    double free = 0;
    LocalDate month = first.withDayOfMonth(1);
    for (; !month.isAfter(last); month = month.plusMonths(1)) {
      boolean began = month.isBefore(first);
      boolean year = began || month.getMonthValue() == 1;
      double at = x(began ? first : month);
      if (at >= free) {
        drawn.add(text(at, bottom + 10, "start", (year ? YEAR : MONTH).format(month), FAINT));
        free = at + (year ? 2 : 1) * WORD;
      }
    }
    bottom += 18;
  }

  private void sessions(List<Row> plan) {
    double middle = lane("Sessions", 22);
    for (Row row : plan) {
      LocalDate day = days.get(row.text("session"));
      if (day == null) {
        continue;
      }
      double at = x(day);
      switch (row.text("state")) {
        case "held" -> drawn.add(dot(at, middle, "var(--one)"));
        case "planned", "postponed" -> drawn.add(dot(at, middle, "var(--paper)"));
        default -> {
          drawn.add(line(at - MARK, middle - MARK, at + MARK, middle + MARK));
          drawn.add(line(at - MARK, middle + MARK, at + MARK, middle - MARK));
        }
      }
      if (row.is("earlyWarning")) {
        drawn.add(text(at, middle - MARK - 2, "middle", "▲", "var(--two)"));
      }
    }
  }

  private void questionnaires(Map<String, LocalDate> waves) {
    if (waves.isEmpty()) {
      return;
    }
    double middle = lane("Questionnaires", 22);
    waves.forEach(
        (wave, day) -> {
          boolean late = x(day) > WIDTH - RIGHT - 80.0;
          double beside = late ? -MARK - 4.0 : MARK + 4.0;
          drawn.add(text(x(day), middle + 4, "middle", "◆", "var(--two)"));
          drawn.add(text(x(day) + beside, middle + 4, late ? "end" : "start", wave, INK));
        });
  }

  /** Bars by session inside, over blocks of sessions outside. */
  private void shares(List<Row> rows, boolean inside) {
    if (rows.isEmpty()) {
      return;
    }
    int height = 34;
    lane("Came, of 100 %", height);
    for (Row row : rows) {
      Double share = row.number("share");
      String from = inside ? row.text("session") : row.text("fromSession");
      String to = inside ? from : row.text("toSession");
      if (share != null && inside) {
        column(days.get(from), share, height, "var(--three)");
      } else {
        block(from, to, share, height, Words.hidden(row), Words.percent(share));
      }
    }
  }

  private void themes(Map<String, Integer> taken) {
    int most = taken.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (most == 0) {
      return;
    }
    int height = 34;
    lane("Themes, up to " + most, height);
    taken.forEach(
        (session, times) ->
            column(days.get(session), (double) times / most, height, "var(--four)"));
  }

  private void heaviness(List<Row> pulses) {
    if (pulses.isEmpty()) {
      return;
    }
    int height = 44;
    double middle = lane("Heaviness, 0–10", height);
    double foot = middle + height / 2.0;
    for (Row row : pulses) {
      LocalDate day = days.get(row.text("session"));
      Double arriving = row.number("arriving");
      Double leaving = row.number("leaving");
      if (day == null) {
        continue;
      }
      if (arriving != null && leaving != null) {
        double high = foot - arriving / HEAVIEST * height;
        double low = foot - leaving / HEAVIEST * height;
        drawn.add(line(x(day), high, x(day), low));
        drawn.add(dot(x(day), low, "var(--one)").attr("r", MARK - 1));
      } else if (Words.hidden(row) != null) {
        drawn.add(hidden(x(day) - BAR, middle - BAR, 2.0 * BAR, 2.0 * BAR));
      }
    }
  }

  private void phases(Map<String, Integer> skipped) {
    if (skipped.isEmpty()) {
      return;
    }
    double middle = lane("Phases", 18);
    skipped.forEach(
        (session, count) -> {
          LocalDate day = days.get(session);
          if (day != null) {
            drawn.add(
                box(x(day) - MARK, middle - MARK, 2.0 * MARK, 2.0 * MARK)
                    .attr("fill", count == 0 ? "var(--seven)" : "var(--paper)")
                    .attr("stroke", "var(--seven)"));
          }
        });
  }

  /** How many inside, by month; outside the ripple most often noted, by block. */
  private void ripples(List<Row> rows, boolean inside) {
    if (rows.isEmpty()) {
      return;
    }
    int height = 24;
    double middle = lane("Ripples", height);
    if (inside) {
      Map<String, Integer> counts = new TreeMap<>();
      rows.forEach(row -> counts.merge(row.text("month"), row.count("count"), Integer::sum));
      counts.forEach(
          (month, count) -> {
            LocalDate day = Words.date(month + "-15");
            LocalDate near = day.isBefore(first) ? first : day.isAfter(last) ? last : day;
            drawn.add(text(x(near), middle + 4, "middle", count.toString(), INK));
          });
      return;
    }
    Map<String, List<Row>> blocks =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.text("block"), LinkedHashMap::new, Collectors.toList()));
    for (List<Row> block : blocks.values()) {
      Row most =
          block.stream()
              .max(Comparator.comparingDouble(row -> shareOrNone(row)))
              .orElseThrow(); // a block has rows
      Double share = most.number("share");
      block(
          most.text("fromSession"),
          most.text("toSession"),
          null,
          height,
          share == null
              ? block.stream().map(Words::hidden).filter(Objects::nonNull).findFirst().orElse(null)
              : null,
          share == null ? "none" : Words.plain(most.text("kind")) + " " + Words.percent(share));
    }
  }

  private static double shareOrNone(Row row) {
    return Objects.requireNonNullElse(row.number("share"), -1.0);
  }

  // --- marks ------------------------------------------------------------------------------------

  /**
   * Begins a lane beneath the last one.
   *
   * @return its middle
   */
  private double lane(String name, int height) {
    bottom += GAP;
    double middle = bottom + height / 2.0;
    drawn.add(text(0, middle + 4, "start", name, INK));
    bottom += height;
    drawn.add(
        line(LEFT, bottom + GAP / 2.0, WIDTH, bottom + GAP / 2.0)
            .attr("stroke", "var(--line)")
            .attr("stroke-width", "0.5"));
    return middle;
  }

  /** A bar at a day, standing on the lane that was begun last. */
  private void column(@Nullable LocalDate day, double share, int height, String colour) {
    if (day != null && share > 0) {
      double tall = share * height;
      drawn.add(box(x(day) - BAR, bottom - tall, 2.0 * BAR, tall).attr("fill", colour));
    }
  }

  /** From one session to another, as tall as the share; dashed if that is hidden. */
  private void block(
      String from,
      String to,
      @Nullable Double share,
      int height,
      @Nullable String hidden,
      String said) {
    LocalDate start = days.get(from);
    LocalDate end = days.get(to);
    if (start == null || end == null) {
      return;
    }
    double left = x(start) - BAR;
    double wide = x(end) + BAR - left;
    if (hidden != null) {
      drawn.add(hidden(left, bottom - height, wide, height));
    } else if (share != null && share > 0) {
      drawn.add(
          box(left, bottom - share * height, wide, share * height)
              .attr("fill", "var(--three)")
              .attr("fill-opacity", "0.35"));
    }
    drawn.add(
        text(
            left + wide / 2,
            bottom - height / 2.0 + 4,
            "middle",
            hidden == null ? said : hidden,
            INK));
  }

  private double x(LocalDate day) {
    double days = Math.max(1, last.toEpochDay() - first.toEpochDay());
    double wide = WIDTH - LEFT - RIGHT - 2.0 * BAR;
    return LEFT + BAR + (day.toEpochDay() - first.toEpochDay()) / days * wide;
  }

  private ContainerTag<?> svg() {
    return tag("svg")
        .attr("viewBox", "0 0 " + WIDTH + " " + (bottom + GAP))
        .attr("font-family", "system-ui, sans-serif")
        .attr("font-size", "11")
        .with(drawn);
  }

  private static ContainerTag<?> dot(double x, double y, String fill) {
    return tag("circle")
        .attr("cx", at(x))
        .attr("cy", at(y))
        .attr("r", MARK)
        .attr("fill", fill)
        .attr("stroke", "var(--one)");
  }

  private static ContainerTag<?> line(double fromX, double fromY, double toX, double toY) {
    return tag("line")
        .attr("x1", at(fromX))
        .attr("y1", at(fromY))
        .attr("x2", at(toX))
        .attr("y2", at(toY))
        .attr("stroke", INK)
        .attr("stroke-width", "1.5");
  }

  private static ContainerTag<?> box(double x, double y, double width, double height) {
    return tag("rect")
        .attr("x", at(x))
        .attr("y", at(y))
        .attr("width", at(width))
        .attr("height", at(height));
  }

  private static ContainerTag<?> hidden(double x, double y, double width, double height) {
    return box(x, y, width, height)
        .attr("fill", "var(--hidden)")
        .attr("stroke", FAINT)
        .attr("stroke-dasharray", "3 2");
  }

  private static ContainerTag<?> text(
      double x, double y, String anchor, String said, String colour) {
    return tag("text")
        .attr("x", at(x))
        .attr("y", at(y))
        .attr("text-anchor", anchor)
        .attr("fill", colour)
        .withText(said);
  }

  private static String at(double coordinate) {
    return String.valueOf(Math.round(coordinate * 10) / 10.0);
  }
}
