package org.circlejournal.query.research;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Scores as a table of text: a head line with {@code id}, {@code wave}, {@code scale}, {@code
 * value} and perhaps {@code prorated} ({@code true} or {@code false}), in any order, then one line
 * per score; commas, or semicolons if the head has them; a cell may be quoted. An empty value is a
 * score that is missing. Whatever is not understood is said with its line, and nothing is guessed:
 * there are either scores or problems.
 *
 * @param observations in the order of the lines; empty if there are problems
 */
public record ScoresCsv(List<Observation> observations, List<Problem> problems) {

  private static final List<String> NEEDED = List.of("id", "wave", "scale", "value");

  /** No questionnaire scores higher; beyond, squares lose digits. */
  private static final double LARGEST = 1e6;

  private static final String PRORATED = "prorated";

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
    problems = List.copyOf(problems);
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
      if (!NEEDED.contains(name) && !name.equals(PRORATED)) {
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
    List<Problem> problems = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          line(lines.get(i), separator, columns, seen).ifPresent(observations::add);
        } catch (Unreadable e) {
          problems.add(new Problem(i + 1, e.reason));
        }
      }
    }
    if (problems.isEmpty() && observations.isEmpty()) {
      return refused(1, "there are no scores");
    }
    return new ScoresCsv(problems.isEmpty() ? observations : List.of(), problems);
  }

  private static ScoresCsv refused(int line, String reason) {
    return new ScoresCsv(List.of(), List.of(new Problem(line, reason)));
  }

  private static Optional<Observation> line(
      String line, char separator, Map<String, Integer> columns, Set<List<String>> seen)
      throws Unreadable {
    List<String> cells = cells(line, separator).orElseThrow(() -> new Unreadable("an open quote"));
    if (cells.size() != columns.size()) {
      throw new Unreadable(cells.size() + " cells (expected: " + columns.size() + ")");
    }
    String id = named(cells, columns, "id");
    String wave = named(cells, columns, "wave");
    String scale = named(cells, columns, "scale");
    if (!seen.add(List.of(id, wave, scale))) {
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
