package org.circlejournal.query.replay;

import java.util.function.BooleanSupplier;

/**
 * What a replay may take of this process.
 *
 * @param lanes threads
 * @param budget bytes that the states of one replay may take
 * @param makesRoom asked again and again: while others need the machine, one lane goes on alone
 */
public record Means(int lanes, long budget, BooleanSupplier makesRoom) {

  /** One more than there are cores: while one waits for the database, the others work. */
  public static int lanesOfThisMachine() {
    return Runtime.getRuntime().availableProcessors() + 1;
  }

  /**
   * Two fifths of the heap: lanes, buffers and the rest of the process live there, too, and the
   * collector wants room.
   */
  public static Means ofThisProcess(BooleanSupplier makesRoom) {
    return new Means(lanesOfThisMachine(), Runtime.getRuntime().maxMemory() * 2 / 5, makesRoom);
  }

  /** Lanes that may run now. */
  int lanesNow() {
    return makesRoom.getAsBoolean() ? 1 : lanes;
  }
}
