package org.circlejournal.query.replay;

import org.circlejournal.query.replay.Folding.Circle;

/** How much memory the circles of a replay may take together; an estimate, on the safe side. */
final class Budget {

  /** A circle with its states and rows of nothing yet, in bytes, all views together. */
  static final int CIRCLE = 8_000;

  /** What an event that is decoded adds to its circle, on the average of a year. */
  static final int STEP = 40;

  private Budget() {}

  static long of(Circle circle) {
    return CIRCLE + (long) circle.steps() * STEP;
  }
}
