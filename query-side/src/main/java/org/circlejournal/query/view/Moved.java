package org.circlejournal.query.view;

import org.circlejournal.events.circle.CircleId;

/**
 * What the live runner tells all query sides, in the transaction that makes it true (by
 * PostgreSQL's {@code notify} on {@link #CHANNEL}).
 *
 * @param view name of the view that moved
 * @param generation in which it moved
 * @param circle whose rows moved; {@link #ALL} when another generation is shown from now on
 * @param version of the circle's stream that is visible from now on
 */
public record Moved(String view, String generation, CircleId circle, long version) {

  public static final String CHANNEL = "views";

  /** Stands for every circle. */
  public static final CircleId ALL = new CircleId("*");

  /** The inverse of {@link #toString()}. */
  public static Moved parse(String note) {
    String[] parts = note.split(" ", -1);
    return new Moved(parts[0], parts[1], new CircleId(parts[2]), Long.parseLong(parts[3]));
  }

  @Override
  public String toString() {
    return view + ' ' + generation + ' ' + circle + ' ' + version;
  }
}
