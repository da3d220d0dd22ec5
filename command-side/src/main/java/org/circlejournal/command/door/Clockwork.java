package org.circlejournal.command.door;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.circlejournal.command.Refused;
import org.circlejournal.command.vault.BoxSweep;
import org.circlejournal.command.vault.Dues;
import org.circlejournal.command.vault.Eraser;
import org.circlejournal.command.vault.NightBatch;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.circle.CircleId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens by itself: waves close, books seal, the night's batch is written, and erasures are
 * carried out.
 */
final class Clockwork implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final int LOOKS_A_MINUTE = 30;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int AT_ONCE = 100;

  private final Orders orders;
  private final Dues dues;
  private final BoxSweep sweep;
  private final NightBatch night;
  private final Eraser eraser;
  private final Clock clock;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "clockwork");

  Clockwork(
      Orders orders, Dues dues, BoxSweep sweep, NightBatch night, Eraser eraser, Clock clock) {
    this.orders = orders;
    this.dues = dues;
    this.sweep = sweep;
    this.night = night;
    this.eraser = eraser;
    this.clock = clock;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      for (long i = 0; !ending.await(LOOK.toMillis(), TimeUnit.MILLISECONDS); i++) {
        ring();
        if (i % LOOKS_A_MINUTE == 0) {
          look();
        } else if (eraser.waits()) {
          erase();
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("the clockwork was interrupted and stands still");
    }
  }

  /** Every minute; the night's batch finds out for itself whether it ran today. */
  private void look() {
    try {
      sweep.run(clock.instant());
      night.run(clock.instant());
      eraser.run(clock.instant());
    } catch (RuntimeException e) {
      LOG.error("boxes, the night's batch or erasures were not looked after: {}", Traces.of(e));
    }
  }

  /** A query side deletes what was erased within seconds; then it is complete. */
  private void erase() {
    try {
      eraser.run(clock.instant());
    } catch (RuntimeException e) {
      LOG.error("erasures were not completed: {}", Traces.of(e));
    }
  }

  /** Rings at every circle that is due. A circle that fails stays due, and the others go on. */
  void ring() {
    Instant now = clock.instant();
    List<CircleId> due;
    try {
      due = dues.due(now, AT_ONCE);
    } catch (RuntimeException e) {
      LOG.warn("what is due could not be read: {}", e.getClass().getName());
      return;
    }
    for (CircleId circle : due) {
      try {
        orders.ring(circle, now);
        dues.done(circle, now);
      } catch (Refused e) {
        LOG.info("circle {} was not looked after and is still due: {}", circle, e.refusal().code());
      } catch (RuntimeException e) {
        LOG.error("circle {} was not looked after: {}", circle, Traces.of(e));
      }
    }
  }

  @Override
  public void close() {
    ending.countDown();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
