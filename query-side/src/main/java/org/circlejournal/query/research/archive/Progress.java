package org.circlejournal.query.research.archive;

import java.util.concurrent.atomic.LongAdder;

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
  }

  /**
   * @throws CalledOff if it was
   */
  void check() {
    if (calledOff) {
      throw new CalledOff();
    }
  }
}
