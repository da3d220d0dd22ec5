package org.circlejournal.query.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.Columns.Column;
import org.circlejournal.query.view.Sheet;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one sheet into its table by COPY, as that table's columns are typed. */
final class SheetWriter<S, R extends Record> {

  private static final long POSTGRES_EPOCH_SECONDS = TimeUnit.DAYS.toSeconds(10_957); // 2000-01-01

  /** Puts a value that is not null. */
  @FunctionalInterface
  private interface Field {
    void put(CopyBuffer buffer, Object value);
  }

  private final Sheet<S, R> sheet;
  private final List<Column> columns;
  private final List<Field> fields = new ArrayList<>();
  private final CopyBuffer buffer;

  SheetWriter(Connection c, String schema, Sheet<S, R> sheet) throws SQLException {
    this.sheet = sheet;
    this.columns = sheet.columns().all();
    Map<String, String> types = types(c, schema, sheet.table());
    for (Column column : columns) {
      fields.add(field(column, types.getOrDefault(column.name(), "missing")));
    }
    this.buffer =
        new CopyBuffer(
            "%s.%s (circle_id, line, %s)"
                .formatted(
                    schema,
                    sheet.table(),
                    columns.stream()
                        .map(column -> '"' + column.name() + '"')
                        .collect(Collectors.joining(", "))));
  }

  private static Map<String, String> types(Connection c, String schema, String table)
      throws SQLException {
    Map<String, String> types = new HashMap<>();
    try (PreparedStatement select =
        c.prepareStatement(
            """
            select column_name, data_type from information_schema.columns
             where table_schema = ? and table_name = ?
            """)) {
      select.setString(1, schema);
      select.setString(2, table);
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          types.put(result.getString(1), result.getString(2));
        }
      }
    }
    return types;
  }

  private static Field field(Column column, String type) {
    return switch (type) {
      case "smallint" -> (buffer, value) -> buffer.int2(Math.toIntExact(number(value)));
      case "integer" -> (buffer, value) -> buffer.int4(Math.toIntExact(number(value)));
      case "bigint" -> (buffer, value) -> buffer.int8(number(value));
      case "double precision" -> (buffer, value) -> buffer.float8(((Number) value).doubleValue());
      case "boolean" -> (buffer, value) -> buffer.bool((Boolean) value);
      case "timestamp with time zone" -> (buffer, value) -> buffer.int8(micros((Instant) value));
      case "text" -> text(column);
      default ->
          throw new IllegalStateException("no rows for %s %s".formatted(column.name(), type));
    };
  }

  private static Field text(Column column) {
    return switch (column.kind()) {
      case PLAIN -> (buffer, value) -> buffer.text((String) value);
      case CODE -> new Codes();
      case ZONED -> (buffer, value) -> buffer.text(value.toString());
      case JSON, INSTANT -> (buffer, value) -> buffer.text(json(value));
    };
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  /** Microseconds since 2000-01-01, as a {@code timestamptz} is kept; PostgreSQL rounds finer. */
  private static long micros(Instant time) {
    long micros = Math.multiplyExact(time.getEpochSecond() - POSTGRES_EPOCH_SECONDS, 1_000_000L);
    return micros + Math.round(time.getNano() / 1_000.0);
  }

  private static byte[] json(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Enumerations' constants are few: each is spelt once. */
  private static final class Codes implements Field {
    private final Map<Object, byte[]> spelt = new HashMap<>();

    @Override
    public void put(CopyBuffer buffer, Object value) {
      buffer.text(
          value instanceof Enum<?> ? spelt.computeIfAbsent(value, Codes::spell) : spell(value));
    }

    private static byte[] spell(Object value) {
      JsonNode code = Json.mapper().valueToTree(value);
      return code.textValue().getBytes(StandardCharsets.UTF_8);
    }
  }

  /** All rows of a circle. */
  void write(UUID circle, S state) {
    List<R> rows = sheet.rows().apply(state);
    for (int line = 0; line < rows.size(); line++) {
      R row = rows.get(line);
      buffer.begin(columns.size() + 2);
      buffer.uuid(circle);
      buffer.int2(line);
      for (int i = 0; i < fields.size(); i++) {
        @Nullable Object value = sheet.columns().value(columns.get(i), row);
        if (value == null) {
          buffer.nothing();
        } else {
          fields.get(i).put(buffer, value);
        }
      }
    }
  }

  CopyBuffer buffer() {
    return buffer;
  }

  Columns<R> columns() {
    return sheet.columns();
  }
}
