package org.circlejournal.events.circle;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One circle-year: a random UUID. Its text is the stream's identifier in the journal. */
public record CircleId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CircleId {}

  @Override
  public String toString() {
    return value;
  }
}
