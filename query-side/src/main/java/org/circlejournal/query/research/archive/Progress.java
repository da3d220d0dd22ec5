package org.circlejournal.query.research.archive;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How far a long task has come, and whether it shall go on. */
final class Progress {

  /** How a task ends that was called off. */
  static final class CalledOff extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CalledOff() {
      super("called off");
    }
  }

  private final LongAdder done = new LongAdder();
  private volatile long of;
  private volatile boolean calledOff;
  private volatile boolean erased;
  private @Nullable Runnable interruption;

  /** Adds to what there is to be done. */
  synchronized void more(long steps) {
    of += steps;
  }

  void did(long steps) {
    done.add(steps);
    check();
  }

  long done() {
    return done.sum();
  }

  long of() {
    return of;
  }

  void callOff() {
    calledOff = true;
    interrupt();
  }

  /** Calls off what holds something that is erased now; whoever wants it begins again. */
  void erase() {
    erased = true;
    interrupt();
  }

  private synchronized void interrupt() {
    if (interruption != null) {
      interruption.run();
    }
  }

  /**
   * What takes long and does not ask.
   *
   * @param how interrupts it; may be called at any time until another or none takes its place
   */
  synchronized void interruptible(@Nullable Runnable how) {
    interruption = how;
    if (how != null && isCalledOff()) {
      how.run();
    }
  }

  boolean isErased() {
    return erased && !calledOff;
  }

  boolean isCalledOff() {
    return calledOff || erased;
  }

  /**
   * Begins again after an erasure.
   *
   * @return false if it was called off for good
   */
  boolean again() {
    boolean goesOn = isErased();
    erased = false;
    done.reset();
    of = 0;
    return goesOn;
  }

  /**
   * @throws CalledOff if it was
   */
  void check() {
    if (isCalledOff()) {
      throw new CalledOff();
    }
  }
}
