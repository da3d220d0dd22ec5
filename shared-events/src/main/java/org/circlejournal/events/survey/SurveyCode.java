package org.circlejournal.events.survey;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Who answers, without being anybody: HMAC-SHA-256(member secret, "survey-code/v1" ‖ circleId), 64
 * hex digits.
 */
public record SurveyCode(@JsonValue String value) {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SurveyCode {}

  @Override
  public String toString() {
    return value;
  }
}
