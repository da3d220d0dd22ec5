package org.circlejournal.events.survey;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A round of questionnaires: baseline, interim-1, interim-2 …, endpoint, follow-up. */
public record Wave(@JsonValue String value) {

  public static final Wave BASELINE = new Wave("baseline");
  public static final Wave ENDPOINT = new Wave("endpoint");
  public static final Wave FOLLOW_UP = new Wave("follow-up");

  private static final String INTERIM = "interim-";

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Wave {}

  /** Whether this names one of the waves of a circle's year. */
  public boolean wellFormed() {
    return equals(BASELINE)
        || equals(ENDPOINT)
        || equals(FOLLOW_UP)
        || value.matches(INTERIM + "[1-9][0-9]?");
  }

  /**
   * Its place in the year, whatever the dates: baseline, the interim waves by number, endpoint,
   * follow-up.
   *
   * @throws IllegalStateException unless {@link #wellFormed()}
   */
  public int place() {
    if (!wellFormed()) {
      throw new IllegalStateException("no wave of a year");
    }
    if (equals(BASELINE)) {
      return 0;
    }
    if (value.startsWith(INTERIM)) {
      return Integer.parseInt(value.substring(INTERIM.length()));
    }
    return equals(ENDPOINT) ? 100 : 101;
  }

  @Override
  public String toString() {
    return value;
  }
}
