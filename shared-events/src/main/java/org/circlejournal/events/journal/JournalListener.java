package org.circlejournal.events.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes readers when the journal grew, whoever wrote: one connection of the process listens to what
 * the journal's trigger says at commit. While that connection is down, readers are woken every 100
 * ms instead, so that nothing waits for it; and once a second in any case.
 *
 * <p>Holds one connection of the data source from the first subscription on.
 */
final class JournalListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalListener.class);
  private static final int LISTEN_MILLIS = 200;
  private static final long SILENCE_NANOS = 1_000_000_000;
  private static final int DOWN_MILLIS = 100;

  private final DataSource dataSource;
  private final Set<Runnable> subscribers = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private long wakings;
  private boolean closed;
  private @Nullable Thread thread;

  JournalListener(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** How often readers were woken; unchanged means that nothing new was committed. */
  long wakings() {
    lock.lock();
    try {
      if (thread == null && !closed) {
        thread = new Thread(this::run, "journal-listener");
        thread.setDaemon(true);
        thread.start();
      }
      return wakings;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until readers were woken since {@code seen}, or the time is over. */
  void await(long seen, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (wakings == seen && !closed && left > 0) {
        left = woken.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** {@code callback} must return at once; it is called by the listening thread. */
  void subscribe(Runnable callback) {
    subscribers.add(callback);
  }

  void unsubscribe(Runnable callback) {
    subscribers.remove(callback);
  }

  /** Readers look again. */
  void wake() {
    lock.lock();
    try {
      wakings++;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
    for (Runnable subscriber : subscribers) {
      try {
        subscriber.run();
      } catch (RuntimeException e) { // one reader's trouble must not make the others deaf
        LOG.warn("a reader of the journal could not be woken", e);
      }
    }
  }

  private void run() {
    boolean down = false;
    while (!isClosed()) {
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
          statement.execute("listen journal");
        }
        if (down) {
          LOG.info("listening to the journal again");
          down = false;
        }
        wake(); // what was committed before we listened
        listen(connection);
      } catch (SQLException e) {
        if (!down && !isClosed()) {
          LOG.warn(
              "not listening to the journal, looking every {} ms: {}", DOWN_MILLIS, e.getMessage());
        }
        down = true;
      }
      if (!isClosed()) {
        wake();
        pause();
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    long lastWaking = System.nanoTime();
    try {
      while (!isClosed()) {
        // Returns at the first notification; what comes along with it needs no second waking.
        PGNotification[] notifications = postgres.getNotifications(LISTEN_MILLIS);
        boolean notified = notifications != null && notifications.length > 0;
        if (notified || System.nanoTime() - lastWaking > SILENCE_NANOS) {
          wake();
          lastWaking = System.nanoTime();
        }
      }
    } finally {
      // The connection goes back to its pool. If it is dead, this is how the pool gets to know.
      try (Statement statement = connection.createStatement()) {
        statement.execute("unlisten *");
      }
    }
  }

  private void pause() {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(DOWN_MILLIS);
      while (!closed && left > 0) {
        left = woken.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      LOG.warn("the journal's listener was interrupted, and goes on");
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when the connection is given back, at most a fifth of a second later. */
  @Override
  public void close() {
    Thread ending;
    lock.lock();
    try {
      closed = true;
      ending = thread;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
    if (ending != null) {
      try {
        ending.join(5 * LISTEN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
