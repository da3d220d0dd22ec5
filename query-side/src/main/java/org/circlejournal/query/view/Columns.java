package org.circlejournal.query.view;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/**
 * A record as a table's row: what each component is called there, and how it goes in and comes out.
 * Numbers, booleans and texts are themselves; an {@code Instant} is a {@code timestamptz}; codes
 * (enumerations, ids, zoned dates) are text; anything else is JSON in a text column.
 */
public final class Columns<R extends Record> {

  /** One column. */
  public record Column(String name, String component, Type type, Kind kind, Method accessor) {}

  /** How a value is kept. */
  public enum Kind {
    PLAIN,
    INSTANT,
    ZONED,
    CODE,
    JSON
  }

  private static final Map<Class<?>, String> PLAIN =
      Map.of(
          int.class, "integer",
          Integer.class, "integer",
          long.class, "bigint",
          Long.class, "bigint",
          double.class, "double precision",
          Double.class, "double precision",
          boolean.class, "boolean",
          Boolean.class, "boolean",
          String.class, "text");

  private final Class<R> row;
  private final Constructor<R> constructor;
  private final List<Column> columns;

  private Columns(Class<R> row, Constructor<R> constructor, List<Column> columns) {
    this.row = row;
    this.constructor = constructor;
    this.columns = columns;
  }

  public static <R extends Record> Columns<R> of(Class<R> row) {
    RecordComponent[] components = row.getRecordComponents();
    List<Column> columns = new ArrayList<>();
    for (RecordComponent component : components) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      columns.add(
          new Column(
              snake(component.getName()),
              component.getName(),
              component.getGenericType(),
              kind(component.getType()),
              accessor));
    }
    try {
      Constructor<R> constructor =
          row.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return new Columns<>(row, constructor, List.copyOf(columns));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public Class<R> row() {
    return row;
  }

  public List<Column> all() {
    return columns;
  }

  /** The SQL type a column's table must give it; {@code smallint} does for an integer. */
  public static String sqlType(Column column) {
    return switch (column.kind()) {
      case PLAIN -> java.util.Objects.requireNonNull(PLAIN.get((Class<?>) column.type()));
      case INSTANT -> "timestamp with time zone";
      case ZONED, CODE, JSON -> "text";
    };
  }

  /**
   * @throws IllegalArgumentException if there is no such text
   */
  public String text(String component, Record of) {
    for (Column column : columns) {
      if (column.component().equals(component) && value(column, of) instanceof String text) {
        return text;
      }
    }
    throw new IllegalArgumentException("no text " + component);
  }

  /**
   * @throws IllegalArgumentException if there is no such number
   */
  public long number(String component, Record of) {
    for (Column column : columns) {
      if (column.component().equals(component) && value(column, of) instanceof Number number) {
        return number.longValue();
      }
    }
    throw new IllegalArgumentException("no number " + component);
  }

  public @Nullable Object value(Column column, Record of) {
    try {
      return column.accessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + column.component(), e);
    }
  }

  /** The value as JDBC takes it. */
  public @Nullable Object toSql(Column column, R of) {
    Object value = value(column, of);
    if (value == null) {
      return null;
    }
    return switch (column.kind()) {
      case PLAIN -> value;
      case INSTANT -> OffsetDateTime.ofInstant((Instant) value, ZoneOffset.UTC);
      case ZONED -> value.toString();
      case CODE -> Json.mapper().valueToTree(value).textValue();
      case JSON -> json(value);
    };
  }

  /**
   * @param first number of this record's first column in the result
   */
  public R read(ResultSet result, int first) throws SQLException {
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fromSql(columns.get(i), result, first + i);
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("cannot make a " + row.getSimpleName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + row.getSimpleName(), e);
    }
  }

  private static @Nullable Object fromSql(Column column, ResultSet result, int i)
      throws SQLException {
    switch (column.kind()) {
      case INSTANT -> {
        OffsetDateTime time = result.getObject(i, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
      }
      case PLAIN -> {
        Object value = plain((Class<?>) column.type(), result, i);
        return result.wasNull() ? null : value;
      }
      default -> {
        String text = result.getString(i);
        return text == null ? null : fromText(column, text);
      }
    }
  }

  private static @Nullable Object plain(Class<?> type, ResultSet result, int i)
      throws SQLException {
    if (type == int.class || type == Integer.class) {
      return result.getInt(i);
    } else if (type == long.class || type == Long.class) {
      return result.getLong(i);
    } else if (type == double.class || type == Double.class) {
      return result.getDouble(i);
    } else if (type == boolean.class || type == Boolean.class) {
      return result.getBoolean(i);
    }
    return result.getString(i);
  }

  private static Object fromText(Column column, String text) {
    if (column.kind() == Kind.ZONED) {
      return ZonedDateTime.parse(text);
    }
    JavaType type = Json.mapper().constructType(column.type());
    try {
      return column.kind() == Kind.CODE
          ? Json.mapper().treeToValue(TextNode.valueOf(text), type)
          : Json.mapper().readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(Object value) {
    try {
      return Json.mapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Kind kind(Class<?> type) {
    if (PLAIN.containsKey(type)) {
      return Kind.PLAIN;
    } else if (type == Instant.class) {
      return Kind.INSTANT;
    } else if (type == ZonedDateTime.class) {
      return Kind.ZONED;
    } else if (type.isEnum() || isId(type)) {
      return Kind.CODE;
    }
    return Kind.JSON;
  }

  /** {@code record CircleId(@JsonValue String value)} and its like. */
  private static boolean isId(Class<?> type) {
    return type.isRecord()
        && type.getRecordComponents().length == 1
        && type.getRecordComponents()[0].getType() == String.class
        && type.getRecordComponents()[0].getAccessor().isAnnotationPresent(JsonValue.class);
  }

  static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
