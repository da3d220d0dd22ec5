package org.circlejournal.command.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.circlejournal.command.Command;
import org.circlejournal.command.Form;
import org.circlejournal.command.Refusal;
import org.circlejournal.events.access.Tokens;
import org.circlejournal.events.journal.InstantText;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** From bytes to a command, strictly: what is not understood in full is refused. */
final class Bodies {

  private static final ObjectReader TREE = Json.mapper().reader();

  private Bodies() {}

  /**
   * @throws FormRefusal {@code malformed-json} unless the bytes are one JSON object
   */
  static ObjectNode tree(byte[] bytes, int offset, int length) {
    try {
      JsonNode tree = TREE.readTree(bytes, offset, length);
      if (tree instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw malformed(where(e));
    } catch (IOException e) {
      throw malformed("");
    }
    throw malformed("");
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " (at byte " + e.getLocation().getByteOffset() + ")";
  }

  private static FormRefusal malformed(String where) {
    String sentence = Refusal.MALFORMED_JSON.sentence();
    return new FormRefusal(Refusal.MALFORMED_JSON, List.of(), sentence + where);
  }

  /**
   * Takes {@code at} out of a body.
   *
   * @return null if it is not there
   */
  static @Nullable Instant takeAt(ObjectNode body) {
    JsonNode at = body.remove("at");
    if (at == null || at.isNull()) {
      return null;
    }
    String text = at.textValue();
    if (text != null && text.length() > 4 && text.charAt(4) == '-') {
      try {
        return InstantText.parse(text);
      } catch (DateTimeException e) {
        throw invalidAt();
      }
    }
    throw invalidAt();
  }

  /**
   * Takes a token that the client made out of the body of who founds or joins: no command carries
   * it further.
   *
   * @return null if it is not there
   */
  static @Nullable String takeMemberToken(ObjectNode body) {
    JsonNode token = body.remove("memberToken");
    if (token == null || token.isNull()) {
      return null;
    }
    if (!token.isTextual() || !Tokens.wellFormed(token.textValue())) {
      throw invalid("memberToken", "memberToken: 43 characters of base64url are expected");
    }
    return token.textValue();
  }

  private static FormRefusal invalidAt() {
    return invalid("at", "at: an ISO-8601 time in UTC is expected");
  }

  /**
   * @throws FormRefusal unless the body is just what the command's record asks for
   */
  static Command command(Catalogue.Entry entry, ObjectNode body) {
    require(entry.shape(), body);
    try {
      return entry.reader().readValue(body);
    } catch (JsonMappingException e) {
      throw invalid(e);
    } catch (IOException e) {
      throw malformed("");
    }
  }

  private static void require(Shape shape, ObjectNode body) {
    Shape.Findings findings = new Shape.Findings();
    shape.check(body, "", findings);
    if (!findings.unknown.isEmpty()) {
      throw refused(Refusal.UNKNOWN_FIELD, findings.unknown);
    }
    if (!findings.missing.isEmpty()) {
      throw refused(Refusal.MISSING_FIELD, findings.missing);
    }
    if (!findings.invalid.isEmpty()) {
      throw refused(Refusal.INVALID_VALUE, findings.invalid);
    }
  }

  static FormRefusal refused(Refusal refusal, List<String> fields) {
    return new FormRefusal(
        refusal, fields, refusal.sentence() + " (" + String.join(", ", fields) + ")");
  }

  private static FormRefusal invalid(JsonMappingException e) {
    String path = path(e.getPath());
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof Form.Invalid form) {
        String field = path.isEmpty() ? form.field() : path + "." + form.field();
        return invalid(field, String.valueOf(form.getMessage()));
      }
    }
    return refused(Refusal.INVALID_VALUE, List.of(path));
  }

  private static FormRefusal invalid(String field, String detail) {
    return new FormRefusal(Refusal.INVALID_VALUE, List.of(field), detail);
  }

  private static String path(List<JsonMappingException.Reference> references) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : references) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.length() == 0 ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.toString();
  }
}
