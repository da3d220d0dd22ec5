package org.circlejournal.events.access;

/** Too many requests: 429 {@code too-many-requests}. */
public final class TurnedAway extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long seconds;

  /**
   * @param seconds until it is worth trying again
   */
  TurnedAway(long seconds) {
    super("too many requests", null, false, false);
    this.seconds = seconds;
  }

  /** What stands in {@code Retry-After}. */
  public long seconds() {
    return seconds;
  }
}
