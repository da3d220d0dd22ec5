package org.circlejournal.query.circle.circles;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One circle.
 *
 * @param timeZone as in the plan's dates
 * @param plan current date of each session with its zone, in order; null where there is none
 * @param sessionsHeld how many have started
 * @param members how many belong now
 */
record CircleRow(
    String name,
    String workplace,
    String timeZone,
    State state,
    boolean imported,
    List<@Nullable String> plan,
    int sessionsHeld,
    int capacity,
    int members) {

  enum State {
    OPEN,
    CLOSED,
    SEALED,
    ERASED
  }

  /** As others see it: how many belong is for the circle to know. */
  record Outside(
      String name,
      String workplace,
      State state,
      boolean imported,
      List<@Nullable String> plan,
      int sessionsHeld,
      int capacity) {}

  /** As the circle's members see it. */
  record Inside(
      String name,
      String workplace,
      State state,
      boolean imported,
      List<@Nullable String> plan,
      int sessionsHeld,
      int capacity,
      int members) {}

  Outside outside() {
    return new Outside(name, workplace, state, imported, plan, sessionsHeld, capacity);
  }

  Inside inside() {
    return new Inside(name, workplace, state, imported, plan, sessionsHeld, capacity, members);
  }
}
