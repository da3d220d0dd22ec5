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
     * All circles further on in the journal, if they go on as until now.
     *
     * @param known circles that there will be, at least
     */
    Load at(double times, long known) {
      long all = Math.max(circles, known);
      long further = Math.min(Math.round(steps * times), all * YEAR);
      return new Load(all, Math.max(steps, further));
    }
  }
}
