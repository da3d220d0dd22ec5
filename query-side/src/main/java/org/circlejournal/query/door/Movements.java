package org.circlejournal.query.door;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.circlejournal.query.view.Moved;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears which circles moved, whichever process moved them: one connection listens to what the live
 * runners say in their transactions. While it is down nothing may be remembered.
 */
final class Movements implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Movements.class);
  private static final int SILENCE_MILLIS = 1_000;
  private static final int DOWN_MILLIS = 50;

  private final DataSource dataSource;
  private final Consumer<Moved> onMoved;
  private final Thread thread = new Thread(this::run, "views-listener");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition heard = lock.newCondition();

  /** Odd while listening; a new odd number after each interruption. */
  private final AtomicLong listening = new AtomicLong();

  private long count;
  private volatile boolean closed;

  /**
   * @param onMoved called by the listening thread, before those who wait are woken
   */
  Movements(DataSource dataSource, Consumer<Moved> onMoved) {
    this.dataSource = dataSource;
    this.onMoved = onMoved;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** The time of listening that lasts, or −1 while nothing is heard. */
  long listening() {
    long now = listening.get();
    return (now & 1) == 1 ? now : -1;
  }

  /** How many movements were heard; unchanged means that nothing moved. */
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something moved since {@code seen}, or the time is over. */
  void await(long seen, long nanos) {
    long left =
        listening() < 0 ? Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(DOWN_MILLIS)) : nanos;
    lock.lock();
    try {
      while (count == seen && left > 0 && !closed) {
        left = heard.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server stops; whoever waits answers what it has
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (!closed) {
      try (Connection connection = dataSource.getConnection()) {
        listen(connection);
      } catch (SQLException e) {
        if ((listening.get() & 1) == 1 && !closed) {
          LOG.warn("not listening to views, nothing is remembered: {}", e.getSQLState());
        }
      }
      if ((listening.get() & 1) == 1) {
        listening.incrementAndGet();
      }
      signal();
      pause();
    }
  }

  private void listen(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen " + Moved.CHANNEL);
      listening.incrementAndGet();
      signal();
      PGConnection postgres = connection.unwrap(PGConnection.class);
      while (!closed) {
        PGNotification @Nullable [] notes = postgres.getNotifications(SILENCE_MILLIS);
        if (notes == null || notes.length == 0) {
          statement.execute("select 1"); // a dead connection is silent, too
          continue;
        }
        for (PGNotification note : notes) {
          onMoved.accept(Moved.parse(note.getParameter()));
        }
        signal();
      }
      statement.execute("unlisten *"); // the connection goes back to its pool
    }
  }

  private void signal() {
    lock.lock();
    try {
      count++;
      heard.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void pause() {
    if (!closed) {
      await(count(), TimeUnit.MILLISECONDS.toNanos(DOWN_MILLIS));
    }
  }

  /** The thread ends within a second. */
  @Override
  public void close() {
    closed = true;
    signal();
  }
}
