package org.circlejournal.events.survey;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.journal.Json;

/**
 * What is wrong with a definition, and where: first its form, by the schema {@code
 * /instruments/instrument.schema.json}, then whether it contradicts itself.
 */
public final class InstrumentCheck {

  /**
   * @param line of the file, from 1
   * @param pointer RFC 6901; empty for the whole
   */
  public record Flaw(int line, String pointer, String reason) {

    /** To be put behind a file's name. */
    public String sentence() {
      return ":" + line + ": " + (pointer.isEmpty() ? "" : pointer + ": ") + reason;
    }
  }

  private static final String SCHEMA = "/instruments/instrument.schema.json";

  private InstrumentCheck() {}

  /**
   * All flaws of the form, or else the first contradiction; none if it is good.
   *
   * @param fileName {@code {id}.json}, or {@code {id}.….json} for an earlier edition
   */
  public static List<Flaw> flaws(byte[] bytes, String fileName) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Map<String, Integer> lines = new HashMap<>();
    try {
      locate(text, lines);
    } catch (JsonProcessingException e) {
      return List.of(
          new Flaw(e.getLocation().getLineNr(), "", "no JSON: " + e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Flaw> flaws = new ArrayList<>();
    for (com.networknt.schema.Error error : schema().validate(text, InputFormat.JSON)) {
      String pointer = error.getInstanceLocation().toString();
      flaws.add(new Flaw(line(lines, pointer), pointer, error.getMessage()));
    }
    if (flaws.isEmpty()) {
      contradiction(bytes, fileName, lines, flaws);
    }
    flaws.sort(Comparator.comparingInt(Flaw::line).thenComparing(Flaw::pointer));
    return flaws;
  }

  private static void contradiction(
      byte[] bytes, String fileName, Map<String, Integer> lines, List<Flaw> flaws) {
    try {
      Instrument one = Json.mapper().readValue(bytes, Instrument.class);
      if (Instruments.isShipped(one.id())) {
        flaws.add(new Flaw(line(lines, "/id"), "/id", one.id() + " is shipped; take another id"));
      } else if (!fileName.startsWith(one.id() + ".")) {
        flaws.add(
            new Flaw(
                line(lines, "/id"),
                "/id",
                "the file of " + one.id() + " is " + one.id() + ".json"));
      }
    } catch (JsonMappingException e) {
      StringBuilder path = new StringBuilder();
      for (JsonMappingException.Reference at : e.getPath()) {
        path.append('/').append(at.getFieldName() == null ? at.getIndex() : at.getFieldName());
      }
      String reason =
          e.getCause() instanceof IllegalArgumentException why
              ? why.getMessage()
              : e.getOriginalMessage();
      String pointer =
          e.getCause() instanceof Instrument.Contradiction where
              ? where.pointer()
              : path.toString();
      flaws.add(new Flaw(line(lines, pointer), pointer, String.valueOf(reason)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where each value of a JSON text begins. */
  static Map<String, Integer> lines(byte[] json) {
    Map<String, Integer> lines = new HashMap<>();
    try {
      locate(new String(json, StandardCharsets.UTF_8), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  /** Where each value begins. */
  private static void locate(String text, Map<String, Integer> lines) throws IOException {
    try (JsonParser parser = Json.mapper().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        lines.putIfAbsent(
            parser.getParsingContext().pathAsPointer().toString(),
            parser.currentTokenLocation().getLineNr());
      }
    }
  }

  /** Of the value, or of what should hold it. */
  static int line(Map<String, Integer> lines, String pointer) {
    String at = pointer;
    while (!lines.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return lines.getOrDefault(at, 1);
  }

  private static Schema schema() {
    try (InputStream in = InstrumentCheck.class.getResourceAsStream(SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException("not on the classpath: " + SCHEMA);
      }
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException(SCHEMA, e);
    }
  }
}
