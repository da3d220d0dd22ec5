package org.circlejournal.query.research;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores as a table of text: a head line with {@code id}, {@code wave}, {@code scale}, {@code
 * value} and perhaps {@code prorated} ({@code true} or {@code false}) and <code>circle</code>, in
 * any order, then one line per score; commas, or semicolons if the head has them; a cell may be
 * quoted. An empty value is a score that is missing. Whatever is not understood is said with its
 * line, and nothing is guessed: there are either scores or problems.
 *
 * @param observations in the order of the lines; empty if there are problems
 * @param circles the same by circle, where an id means another person in each; empty if there is no
 *     such column, or there are problems
 */
public record ScoresCsv(
    List<Observation> observations,
    SortedMap<String, List<Observation>> circles,
    List<Problem> problems) {

  private static final List<String> NEEDED = List.of("id", "wave", "scale", "value");

  /** No questionnaire scores higher; beyond, squares lose digits. */
  private static final double LARGEST = 1e6;

  private static final String PRORATED = "prorated";
  private static final String CIRCLE = "circle";
  private static final Set<String> OTHERS = Set.of(PRORATED, CIRCLE);

  /**
   * @param line from 1, the head line
   */
  public record Problem(int line, String reason) {

    @Override
    public String toString() {
      return "line " + line + ": " + reason;
    }
  }

  public ScoresCsv {
    observations = List.copyOf(observations);
    circles = Collections.unmodifiableSortedMap(new TreeMap<>(circles));
    problems = List.copyOf(problems);
  }

  /** Of one group. */
  ScoresCsv(List<Observation> observations, List<Problem> problems) {
    this(observations, Collections.emptySortedMap(), problems);
  }

  public static ScoresCsv read(String text) {
    List<String> lines = text.replaceFirst("^\uFEFF", "").lines().toList();
    if (lines.isEmpty()) {
      return refused(1, "a head line with " + NEEDED + " is needed");
    }
    char separator = lines.get(0).indexOf(';') >= 0 ? ';' : ',';
    Optional<List<String>> head = cells(lines.get(0).toLowerCase(Locale.ROOT), separator);
    Map<String, Integer> columns = new HashMap<>();
    for (String name : head.orElse(List.of())) {
      if (!NEEDED.contains(name) && !OTHERS.contains(name)) {
        return refused(1, "a column that is not known: " + name);
      }
      if (columns.put(name, columns.size()) != null) {
        return refused(1, "a column twice: " + name);
      }
    }
    if (!columns.keySet().containsAll(NEEDED)) {
      return refused(1, "a head line with " + NEEDED + " is needed");
    }
    List<Observation> observations = new ArrayList<>();
    SortedMap<String, List<Observation>> circles = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          List<String> cells = cells(lines.get(i), separator, columns);
          Optional<Observation> score = line(cells, columns, seen);
          score.ifPresent(observations::add);
          if (columns.containsKey(CIRCLE) && score.isPresent()) {
            circles
                .computeIfAbsent(cell(cells, columns, CIRCLE), circle -> new ArrayList<>())
                .add(score.get());
          }
        } catch (Unreadable e) {
          problems.add(new Problem(i + 1, e.reason));
        }
      }
    }
    if (problems.isEmpty() && observations.isEmpty()) {
      return refused(1, "there are no scores");
    }
    return problems.isEmpty()
        ? new ScoresCsv(observations, circles, problems)
        : new ScoresCsv(List.of(), problems);
  }

  private static ScoresCsv refused(int line, String reason) {
    return new ScoresCsv(List.of(), List.of(new Problem(line, reason)));
  }

  private static List<String> cells(String line, char separator, Map<String, Integer> columns)
      throws Unreadable {
    List<String> cells = cells(line, separator).orElseThrow(() -> new Unreadable("an open quote"));
    if (cells.size() != columns.size()) {
      throw new Unreadable(cells.size() + " cells (expected: " + columns.size() + ")");
    }
    return cells;
  }

  private static Optional<Observation> line(
      List<String> cells, Map<String, Integer> columns, Set<List<String>> seen) throws Unreadable {
    String circle = columns.containsKey(CIRCLE) ? named(cells, columns, CIRCLE) : "";
    String id = named(cells, columns, "id");
    String wave = named(cells, columns, "wave");
    String scale = named(cells, columns, "scale");
    if (!seen.add(List.of(circle, id, wave, scale))) {
      throw new Unreadable("a second score of this person on " + scale + " at " + wave);
    }
    String value = cell(cells, columns, "value");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Observation(id, wave, scale, number(value), prorated(cells, columns)));
  }

  private static boolean prorated(List<String> cells, Map<String, Integer> columns)
      throws Unreadable {
    String text = columns.containsKey(PRORATED) ? cell(cells, columns, PRORATED) : "false";
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false", "" -> false;
      default -> throw new Unreadable("prorated is neither true nor false: " + text);
    };
  }

  private static String named(List<String> cells, Map<String, Integer> columns, String column)
      throws Unreadable {
    String text = cell(cells, columns, column);
    if (text.isEmpty()) {
      throw new Unreadable("no " + column);
    }
    return text;
  }

  private static String cell(List<String> cells, Map<String, Integer> columns, String column) {
    return cells.get(columns.getOrDefault(column, 0));
  }

  private static double number(String text) throws Unreadable {
    try {
      double value = new BigDecimal(text).doubleValue();
      if (Math.abs(value) <= LARGEST) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new Unreadable(
          "no number: " + text + (text.contains(",") ? " (a decimal point is expected)" : ""));
    }
    throw new Unreadable("no score: " + text);
  }

  /** Empty if a quote is not closed in the line. */
  private static Optional<List<String>> cells(String line, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == separator && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return quoted ? Optional.empty() : Optional.of(cells);
  }

  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Unreadable(String reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
