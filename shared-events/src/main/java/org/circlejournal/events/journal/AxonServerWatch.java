package org.circlejournal.events.journal;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that Axon Server is gone, and once that it is back. Its connector says so every two
 * seconds for each connection, in stack traces, and is therefore silent in the settings.
 */
final class AxonServerWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AxonServerWatch.class);
  private static final int LOOK_SECONDS = 2;

  private final String servers;
  private final BooleanSupplier connected;
  private final ScheduledExecutorService thread;
  private int missed;

  AxonServerWatch(String servers, BooleanSupplier connected) {
    this.servers = servers;
    this.connected = connected;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            r -> {
              Thread daemon = new Thread(r, "axon-server-watch");
              daemon.setDaemon(true);
              return daemon;
            });
    var unused =
        thread.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** Twice in a row: at the start, and while one connection follows another, it is no news. */
  private void look() {
    if (!connected.getAsBoolean()) {
      missed++;
      if (missed == 2) {
        LOG.warn("Axon Server at {} does not answer; tried again until it does", servers);
      }
      return;
    }
    if (missed >= 2) {
      LOG.info("Axon Server at {} answers again", servers);
    }
    missed = 0;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
