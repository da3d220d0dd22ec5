package org.circlejournal.query.door;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.door.Page.Written;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.Columns.Column;
import org.jspecify.annotations.Nullable;

/** Rows as JSON, nulls written, and as CSV (RFC 4180: CRLF, header always, null empty). */
final class Rendering<A extends Record> {

  private static final String BOM = "\uFEFF";

  private final @Nullable String owner;
  private final Columns<A> columns;

  /**
   * @param owner name of the first column, which says whose a row is; null if there is none
   */
  private Rendering(@Nullable String owner, Columns<A> columns) {
    this.owner = owner;
    this.columns = columns;
  }

  /** Rows of circles, {@code circleId} first. */
  static <A extends Record> Rendering<A> ofCircles(Columns<A> columns) {
    return new Rendering<>("circleId", columns);
  }

  /** Rows of pools, {@code workplace} first. */
  static <A extends Record> Rendering<A> ofPools(Columns<A> columns) {
    return new Rendering<>("workplace", columns);
  }

  /** Rows that are nobody's in particular. */
  static <A extends Record> Rendering<A> ofNobody(Columns<A> columns) {
    return new Rendering<>(null, columns);
  }

  /** A row and whose it is; null where rows are nobody's, in all lines or in none. */
  record Line<A>(@Nullable String owner, A row) {
    Line(CircleId circle, A row) {
      this(circle.value(), row);
    }

    Line(A row) {
      this((String) null, row);
    }
  }

  /**
   * @param single one object and not a list
   */
  Written write(List<Line<A>> lines, Question question, boolean single) {
    byte[] bytes = question.csv() ? csv(lines, question.bom()) : json(lines, single);
    return Written.of(bytes, question.csv() ? "text/csv;charset=UTF-8" : "application/json");
  }

  private byte[] json(List<Line<A>> lines, boolean single) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      if (!single) {
        json.writeStartArray();
      }
      for (Line<A> line : lines) {
        json.writeStartObject();
        if (owner != null) {
          json.writeStringField(owner, line.owner());
        }
        for (Column column : columns.all()) {
          json.writeFieldName(column.component());
          write(json, columns.value(column, line.row()));
        }
        json.writeEndObject();
      }
      if (!single) {
        json.writeEndArray();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value instanceof ZonedDateTime date) {
      json.writeString(date.toString());
    } else {
      Json.mapper().writeValue(json, value);
    }
  }

  private byte[] csv(List<Line<A>> lines, boolean bom) {
    StringBuilder text = new StringBuilder(bom ? BOM : "");
    List<String> header = new ArrayList<>(owner == null ? List.of() : List.of(owner));
    columns.all().forEach(column -> header.add(column.component()));
    text.append(String.join(",", header)).append("\r\n");
    for (Line<A> line : lines) {
      List<String> fields = new ArrayList<>();
      if (line.owner() != null) {
        fields.add(field(line.owner()));
      }
      columns.all().forEach(column -> fields.add(field(columns.value(column, line.row()))));
      text.append(String.join(",", fields)).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static String field(@Nullable Object value) {
    String plain = plain(value);
    boolean quoted = plain.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return quoted ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
  }

  /** A member's text must not become a formula in somebody's spreadsheet: it gets an apostrophe. */
  private static String plain(@Nullable Object value) {
    if (value == null) {
      return "";
    } else if (value instanceof String text) {
      return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    } else if (value instanceof List<?> list) {
      return list.stream().map(Rendering::plain).collect(Collectors.joining(" "));
    } else if (value instanceof Enum<?> constant) {
      return Json.kebab(constant);
    }
    return value.toString();
  }
}
