package org.circlejournal.query.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the API in the name of whoever looks at a page. What the API refuses, pages do not have.
 */
public interface Look {

  /**
   * @param path of the API, e.g. {@code /circles}
   * @param query its parameters
   */
  Answer get(String path, Map<String, String> query);

  /**
   * Has the API do something. It asks for the same proof as ever that a page of ours wants it.
   *
   * @param body null for none
   */
  Answer send(String method, String path, @Nullable ObjectNode body);

  /**
   * What the API answered.
   *
   * @param body rows, one row, or a problem
   * @param generation that it was read from; empty if there is none
   * @param next path of the list's next page; null if this is the last
   * @param position of the journal that it shows; 0 if it does not say
   */
  record Answer(
      int status, JsonNode body, String generation, @Nullable String next, long position) {

    public boolean given() {
      return status == 200;
    }

    /** The list's rows; none where nothing was given. */
    public List<Row> rows() {
      return given() && body.isArray()
          ? StreamSupport.stream(body.spliterator(), false).map(Row::new).toList()
          : List.of();
    }

    public Row row() {
      return new Row(body);
    }

    /** The sentence of a refusal. */
    public String detail() {
      return body.path("detail").asText("");
    }
  }
}
