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

  /** What lanes, buffers and the rest of the process take of the heap, in bytes. */
  private static final long REST = 256L << 20;

  /** Two thirds of what the rest leaves, as the collector wants room; a quarter of a small heap. */
  public static Means ofThisProcess(BooleanSupplier makesRoom) {
    long heap = Runtime.getRuntime().maxMemory();
    return new Means(lanesOfThisMachine(), Math.max(heap / 4, (heap - REST) * 2 / 3), makesRoom);
  }

  /** Lanes that may run now. */
  int lanesNow() {
    return makesRoom.getAsBoolean() ? 1 : lanes;
  }
}
