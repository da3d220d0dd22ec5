package org.circlejournal.query.research.analyses;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows as SQL selected them, or as a step made them of those.
 *
 * @param columns names, no two alike
 * @param rows a value for each column: numbers, texts, booleans, or null
 */
public record Table(List<String> columns, List<List<@Nullable Object>> rows) {

  public Table {
    columns = List.copyOf(columns);
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "row of %d (expected: %s)".formatted(row.size(), columns));
      }
      all.add(Collections.unmodifiableList(new ArrayList<>(row)));
    }
    rows = Collections.unmodifiableList(all);
  }

  /**
   * Values of one column, in the order of rows.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public List<@Nullable Object> column(String name) {
    int at = index(name);
    List<@Nullable Object> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.get(at)));
    return values;
  }

  /** Rows that are alike in some columns, by these, in the order of their first ones. */
  Map<List<@Nullable Object>, Table> by(List<String> names) {
    List<Integer> at = names.stream().map(this::index).toList();
    Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups = new LinkedHashMap<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> key = new ArrayList<>();
      at.forEach(i -> key.add(row.get(i)));
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
    }
    Map<List<@Nullable Object>, Table> tables = new LinkedHashMap<>();
    groups.forEach((key, own) -> tables.put(key, new Table(columns, own)));
    return tables;
  }

  private int index(String name) {
    int at = columns.indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException("no column " + name + " among " + columns);
    }
    return at;
  }

  /** The numbers of one column; NaN where there is none. */
  public List<Double> numbers(String name) {
    return column(name).stream()
        .map(value -> value instanceof Number number ? number.doubleValue() : Double.NaN)
        .toList();
  }
}
