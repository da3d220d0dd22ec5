package org.circlejournal.events.circle;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A member of one circle: "m-" and 128 random bits in base64url. Another circle, another id. */
public record MemberId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public MemberId {}

  @Override
  public String toString() {
    return value;
  }
}
