package org.circlejournal.query.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.circlejournal.events.journal.Json;

/** A request's body, read strictly: another page's form cannot send it, and no typo is lost. */
final class JsonBody {

  private JsonBody() {}

  /**
   * @param known fields that may be there
   * @param largest bytes
   * @throws Refused {@code media-type-unsupported}, {@code body-too-large}, {@code malformed-json}
   *     or {@code unknown-field}
   */
  static ObjectNode read(HttpServletRequest request, Set<String> known, int largest)
      throws IOException {
    String type = request.getContentType();
    if (type == null
        || !type.toLowerCase(Locale.ROOT).split(";")[0].strip().equals("application/json")) {
      throw new Refused(QueryRefusal.MEDIA_TYPE_UNSUPPORTED);
    }
    byte[] bytes = request.getInputStream().readNBytes(largest + 1);
    if (bytes.length > largest) {
      throw new Refused(QueryRefusal.BODY_TOO_LARGE);
    }
    JsonNode body;
    try {
      body = Json.mapper().readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new Refused(QueryRefusal.MALFORMED_JSON); // its message quotes
    }
    if (!(body instanceof ObjectNode object)) {
      throw new Refused(QueryRefusal.MALFORMED_JSON);
    }
    List<String> unknown = new ArrayList<>();
    object.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new Refused(QueryRefusal.UNKNOWN_FIELD, unknown, QueryRefusal.UNKNOWN_FIELD.sentence());
    }
    return object;
  }

  static Refused missing(String... fields) {
    return new Refused(
        QueryRefusal.MISSING_FIELD, List.of(fields), QueryRefusal.MISSING_FIELD.sentence());
  }
}
