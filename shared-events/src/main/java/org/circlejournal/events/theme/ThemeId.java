package org.circlejournal.events.theme;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A theme of the board: {@code i1} an issue, {@code g2} a goal, {@code p3} a path; one counter for
 * all.
 */
public record ThemeId(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ThemeId {}

  @Override
  public String toString() {
    return value;
  }
}
