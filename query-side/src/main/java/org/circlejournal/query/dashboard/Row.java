package org.circlejournal.query.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A row as the API answers it. Columns that are not there are null, like those that are. */
public record Row(JsonNode json) {

  /** Empty if it is null. */
  public String text(String column) {
    return json.path(column).asText("").equals("null") ? "" : json.path(column).asText("");
  }

  public boolean has(String column) {
    return json.hasNonNull(column);
  }

  public boolean is(String column) {
    return json.path(column).asBoolean();
  }

  /** 0 if it is null. */
  public int count(String column) {
    return json.path(column).asInt();
  }

  public @Nullable Double number(String column) {
    return json.path(column).isNumber() ? json.path(column).doubleValue() : null;
  }

  /** Texts of a list; a null among them is empty. */
  public List<String> texts(String column) {
    return StreamSupport.stream(json.path(column).spliterator(), false)
        .map(one -> one.isNull() ? "" : one.asText())
        .toList();
  }
}
