package org.circlejournal.query.view;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** How much is being read just now, so that heavier work can make room. Safe for threads. */
public final class Traffic {

  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Reads a second from which on somebody would feel it. */
  private static final long MANY = 20;

  private final LongSupplier nanoTime;
  private final LongAdder reads = new LongAdder();
  private long before;
  private long since;
  private boolean many;

  /**
   * @param nanoTime of this process
   */
  public Traffic(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /** Somebody asks. */
  public void read() {
    reads.increment();
  }

  /** Whether there is much to answer, in the last window or since this was last asked. */
  public synchronized boolean isMany() {
    long nanos = nanoTime.getAsLong() - since;
    if (nanos >= WINDOW_NANOS) {
      long sum = reads.sum();
      many = (sum - before) * TimeUnit.SECONDS.toNanos(1) / nanos >= MANY;
      before = sum;
      since += nanos;
    }
    return many;
  }
}
