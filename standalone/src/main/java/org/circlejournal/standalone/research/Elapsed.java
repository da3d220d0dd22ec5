package org.circlejournal.standalone.research;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi;

/**
 * Says how long somebody has been waiting for something whose length nobody knows. On a terminal a
 * line that is written over, elsewhere a line now and then; nothing while it is quick.
 */
final class Elapsed {

  private final PrintStream err;
  private final boolean terminal;
  private final Duration pause;

  private Elapsed(PrintStream err, boolean terminal, Duration pause) {
    this.err = err;
    this.terminal = terminal;
    this.pause = pause;
  }

  static Elapsed on(PrintStream err) {
    boolean terminal = Ansi.AUTO.enabled();
    return on(err, terminal, Duration.ofSeconds(terminal ? 1 : 10));
  }

  /**
   * @param pause between two lines
   */
  static Elapsed on(PrintStream err, boolean terminal, Duration pause) {
    return new Elapsed(err, terminal, pause);
  }

  /**
   * @param what is waited for, e.g. "computing"
   */
  <T> T during(String what, Supplier<T> work) {
    CountDownLatch done = new CountDownLatch(1);
    Thread clock = new Thread(() -> tick(what, done), "elapsed");
    clock.setDaemon(true);
    clock.start();
    try {
      return work.get();
    } finally {
      done.countDown();
      join(clock);
    }
  }

  private void tick(String what, CountDownLatch done) {
    long start = System.nanoTime();
    boolean said = false;
    try {
      while (!done.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        String line = "%s: %,d s. Ctrl-C calls it off.".formatted(what, seconds);
        err.print(terminal ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
        err.flush();
        said = true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (said && terminal) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }

  /** What comes next is written after the last line of the clock. */
  private static void join(Thread clock) {
    try {
      clock.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
