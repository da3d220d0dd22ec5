package org.circlejournal.query.research;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.circlejournal.events.journal.Json;

/** Published and independently computed results, {@code statistics-vectors.json}. */
final class Vectors {

  static final JsonNode ALL = read();

  private Vectors() {}

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  static double[] doubles(JsonNode array) {
    return list(array).stream().mapToDouble(JsonNode::doubleValue).toArray();
  }

  /** One row per person; a null is a missing wave. */
  static List<double[]> rows(JsonNode vector) {
    return list(vector.get("rows")).stream()
        .map(
            row ->
                list(row).stream()
                    .mapToDouble(value -> value.isNull() ? Double.NaN : value.doubleValue())
                    .toArray())
        .toList();
  }

  static List<Pair> pairs(JsonNode vector) {
    double[] earlier = doubles(vector.get("earlier"));
    double[] later = doubles(vector.get("later"));
    return new ArrayList<>(
        IntStream.range(0, earlier.length).mapToObj(i -> new Pair(earlier[i], later[i])).toList());
  }

  private static JsonNode read() {
    try (InputStream in = Vectors.class.getResourceAsStream("/statistics-vectors.json")) {
      return Json.mapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
