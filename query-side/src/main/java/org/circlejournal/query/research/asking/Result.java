package org.circlejournal.query.research.asking;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an answer.
 *
 * @param columns no two have the same name
 * @param rows a Boolean, Long, Double or String for each column, or null
 */
public record Result(List<Column> columns, List<List<@Nullable Object>> rows) {

  /** What a column's values are; whatever else DuckDB has becomes a text. */
  public enum Kind {
    BOOLEAN,
    INTEGER,
    NUMBER,
    TEXT
  }

  /** A column. */
  public record Column(String name, Kind kind) {}

  /**
   * @param rows of any values; each column gets the narrowest kind that holds all its values
   */
  static Result of(List<String> names, List<? extends List<? extends @Nullable Object>> rows) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(new Column(names.get(i), kind(rows, i)));
    }
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (List<? extends @Nullable Object> row : rows) {
      List<@Nullable Object> own = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        own.add(as(columns.get(i).kind(), row.get(i)));
      }
      all.add(Collections.unmodifiableList(own));
    }
    return new Result(List.copyOf(columns), Collections.unmodifiableList(all));
  }

  private static Kind kind(List<? extends List<? extends @Nullable Object>> rows, int column) {
    @Nullable Kind kind = null;
    for (List<? extends @Nullable Object> row : rows) {
      Object value = row.get(column);
      if (value != null) {
        Kind own = kind(value);
        if (kind == null || kind == own) {
          kind = own;
        } else if (isNumeric(kind) && isNumeric(own)) {
          kind = Kind.NUMBER;
        } else {
          return Kind.TEXT;
        }
      }
    }
    return kind == null ? Kind.TEXT : kind;
  }

  private static boolean isNumeric(Kind kind) {
    return kind == Kind.INTEGER || kind == Kind.NUMBER;
  }

  private static Kind kind(Object value) {
    if (value instanceof Boolean) {
      return Kind.BOOLEAN;
    } else if (value instanceof BigInteger big) {
      return big.bitLength() < Long.SIZE ? Kind.INTEGER : Kind.NUMBER;
    } else if (value instanceof Float || value instanceof Double || value instanceof BigDecimal) {
      return Kind.NUMBER;
    }
    return value instanceof Number ? Kind.INTEGER : Kind.TEXT;
  }

  private static @Nullable Object as(Kind kind, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (kind) {
      case BOOLEAN -> value;
      case INTEGER -> (Object) ((Number) value).longValue();
      case NUMBER -> {
        double number = ((Number) value).doubleValue();
        yield Double.isFinite(number) ? (Double) number : null; // JSON has no others
      }
      case TEXT -> value.toString();
    };
  }
}
