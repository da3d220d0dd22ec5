package org.circlejournal.query.view;

import org.circlejournal.events.circle.CircleId;

/**
 * What the live runner tells all query sides, in the transaction that makes it true (PostgreSQL
 * channel {@code views}).
 *
 * @param generation of the view that moved
 * @param version of the circle's stream that is visible from now on
 */
public record Moved(String generation, CircleId circle, long version) {

  public static final String CHANNEL = "views";

  /** The inverse of {@link #toString()}. */
  public static Moved parse(String note) {
    String[] parts = note.split(" ", -1);
    return new Moved(parts[0], new CircleId(parts[1]), Long.parseLong(parts[2]));
  }

  @Override
  public String toString() {
    return generation + ' ' + circle + ' ' + version;
  }
}
