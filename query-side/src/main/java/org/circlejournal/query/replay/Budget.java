package org.circlejournal.query.replay;

/** How much memory the circles of a replay may take together; an estimate, on the safe side. */
final class Budget {

  /** A circle with its states and rows of nothing yet, in bytes, all views together. */
  private static final long CIRCLE = 8_000;

  /** What an event that is decoded adds to its circle: 55 kB are a year's, as a heap showed. */
  private static final long STEP = 50;

  /** Events of a full year that are decoded; a circle that had more is soon over. */
  private static final long YEAR = 1_000;

  private Budget() {}

  /**
   * What circles take.
   *
   * @param circles that are open
   * @param steps of theirs that were decoded
   */
  record Load(long circles, long steps) {

    Load plus(Load other) {
      return new Load(circles + other.circles, steps + other.steps);
    }

    long bytes() {
      return circles * CIRCLE + steps * STEP;
    }

    /**
     * The most that these circles and those that still come will take, going by what has been seen:
     * a programme takes in circles evenly, or all at once. While the first ones are in their year,
     * circles become more with time and their steps with its square, as the number of all steps
     * does; when those are over, as many come as go. Steps that are half a year's on average tell
     * that this is reached. However it is, no more circles come than the journal has room for.
     *
     * @param position how far the journal was read
     * @param target its end
     * @param share of all circles that these are
     */
    Load atMost(long position, long target, double share) {
      double year = YEAR / (2.0 * Math.max(1, steps) / Math.max(1, circles));
      double times = Math.min((double) target / position, Math.max(1, year * year));
      long come =
          Math.min(Math.round(circles * Math.sqrt(times)), Math.round(target * share / YEAR));
      long all = Math.max(circles, come);
      return new Load(all, Math.max(steps, Math.min(Math.round(steps * times), all * YEAR)));
    }
  }
}
