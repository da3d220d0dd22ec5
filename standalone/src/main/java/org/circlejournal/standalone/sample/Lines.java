package org.circlejournal.standalone.sample;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.function.Consumer;
import org.circlejournal.events.journal.Json;

/** Writes the import's lines of one circle, in the order of their times. */
final class Lines {

  private final String circle;
  private final Consumer<ObjectNode> out;
  private Instant latest = Instant.MIN;

  Lines(String circle, Consumer<ObjectNode> out) {
    this.circle = circle;
    this.out = out;
  }

  /** A line that is sent once its fields are set. */
  final class Line {
    private final ObjectNode json = Json.mapper().createObjectNode();

    private Line(String command, String as, Instant at) {
      json.put("circle", circle).put("command", command).put("as", as).put("at", at.toString());
    }

    Line with(String field, String value) {
      json.put(field, value);
      return this;
    }

    Line with(String field, int value) {
      json.put(field, value);
      return this;
    }

    Line with(String field, Collection<String> values) {
      ArrayNode array = json.putArray(field);
      values.forEach(array::add);
      return this;
    }

    /** Any other value, as {@link Json} writes it. */
    Line withTree(String field, Object value) {
      json.set(field, Json.mapper().valueToTree(value));
      return this;
    }

    void send() {
      out.accept(json);
    }
  }

  /** Begins a line; never earlier than the one before, because a year is told in order. */
  Line line(String command, String as, Instant at) {
    latest = at.isAfter(latest) ? at.truncatedTo(ChronoUnit.SECONDS) : latest;
    return new Line(command, as, latest);
  }

  Instant latest() {
    return latest;
  }
}
