package org.circlejournal.events.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer for all commands of a node: it takes up to 256 waiting appends and commits them in one
 * transaction, because forcing one commit to disk costs as much as forcing many. If that fails, the
 * appends are tried in smaller groups until each that can succeed has, and each that cannot has got
 * its own failure. A caller waits until its own append is durable or refused.
 *
 * <p>Holds one connection of the data source from the first append on.
 */
final class GroupCommit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final int MOST = 256;
  private static final Append END = new Append(List.of(), List.of(), List.of());

  /**
   * The lock that the journal's trigger takes too. Works that write before the events take it
   * first: two nodes that took their row locks first and this one later could wait for each other.
   */
  private static final String TAKE_TURN = "select pg_advisory_xact_lock(7021982640121859436)";

  private static final String INSERT =
      """
      insert into journal.domain_event_entry
        (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
         payload_type, payload_revision, payload, meta_data)
      select stream, sequence, type, id::uuid,
             timestamptz 'epoch' + recorded * interval '1 millisecond',
             name, revision, payload, metadata
        from unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::bigint[],
                    ?::text[], ?::text[], ?::bytea[], ?::bytea[])
          as t (stream, sequence, type, id, recorded, name, revision, payload, metadata)
      """;

  private final DataSource dataSource;
  private final BlockingQueue<Append> queue = new LinkedBlockingQueue<>();
  private @Nullable Thread writer;
  private boolean closed;

  private @Nullable Connection connection;

  /** Whose work is being carried out, or failed; null if that is not one append's alone. */
  private @Nullable Append culprit;

  GroupCommit(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Runs {@code before}, appends {@code rows}, runs {@code after}: all or nothing. Returns when it
   * is durable.
   *
   * @throws ConcurrencyException if a stream already has an event of that sequence number
   * @throws EventStoreException if the database failed; whether anything was stored is then unknown
   *     only if the message says so
   * @throws RuntimeException whatever a work threw
   */
  void submit(List<StoredRow> rows, List<Work> before, List<Work> after) {
    if (rows.isEmpty() && before.isEmpty() && after.isEmpty()) {
      return;
    }
    Append append = new Append(rows, before, after);
    enqueue(append);
    append.await();
  }

  private synchronized void enqueue(Append append) {
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
    if (writer == null) {
      writer = new Thread(this::write, "journal-writer");
      writer.start();
    }
    queue.add(append);
  }

  /** Lets what is waiting become durable, then ends. */
  @Override
  public void close() {
    Thread ending;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      ending = writer;
      queue.add(END);
    }
    boolean interrupted = false;
    while (ending != null && ending.isAlive()) {
      try {
        ending.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    List<Append> batch = new ArrayList<>(MOST);
    boolean last = false;
    while (!last) {
      batch.clear();
      batch.add(takeUninterruptibly());
      queue.drainTo(batch, MOST - 1);
      last = batch.remove(END);
      if (!batch.isEmpty()) {
        commit(List.copyOf(batch));
      }
    }
    disconnect();
  }

  /** The writer ends by {@link #close()} only: an interrupted commit would lose its callers. */
  private Append takeUninterruptibly() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        LOG.warn("the journal's writer was interrupted, and goes on");
      }
    }
  }

  private void commit(List<Append> batch) {
    Failure failure = attempt(batch);
    if (failure != null && failure.lost && !failure.committing) {
      failure = attempt(batch); // a connection may have died idle; nothing was stored
    }
    if (failure == null) {
      batch.forEach(Append::done);
    } else if (batch.size() == 1 || failure.lost) {
      for (Append append : batch) {
        append.failed(failure.forCaller(append));
      }
    } else if (failure.culprit != null) {
      List<Append> others = new ArrayList<>(batch);
      others.remove(failure.culprit);
      commit(others);
      commit(List.of(failure.culprit));
    } else {
      commit(batch.subList(0, batch.size() / 2));
      commit(batch.subList(batch.size() / 2, batch.size()));
    }
  }

  private @Nullable Failure attempt(List<Append> batch) {
    culprit = null;
    boolean committing = false;
    try {
      Connection c = connect();
      OneTrip trip = new OneTrip();
      if (batch.stream().anyMatch(Append::writesFirst)) {
        trip.add(TAKE_TURN);
      }
      trip = carryOut(c, trip, batch, append -> append.before);
      insert(trip, batch);
      trip = carryOut(c, trip, batch, append -> append.after);
      culprit = batch.size() == 1 ? batch.get(0) : null;
      trip.run(c);
      committing = true;
      c.commit();
      return null;
    } catch (Throwable t) { // whatever a work throws belongs to its caller, and the writer goes on
      return new Failure(t, culprit, committing, !rolledBack());
    }
  }

  /**
   * Rows join the trip; what must be written one by one is written after all that joined it before.
   *
   * @return the trip that is still to be made
   */
  private OneTrip carryOut(
      Connection c, OneTrip trip, List<Append> batch, Function<Append, List<Work>> works)
      throws SQLException {
    Map<String, List<OneRow>> rows = new LinkedHashMap<>();
    OneTrip open = trip;
    for (Append append : batch) {
      for (Work work : works.apply(append)) {
        if (work instanceof OneRow row) {
          rows.computeIfAbsent(row.sql(), sql -> new ArrayList<>()).add(row);
          continue;
        }
        culprit = batch.size() == 1 ? append : null;
        open.run(c);
        open = new OneTrip();
        culprit = append;
        work.in(c);
      }
    }
    culprit = null;
    rows.values().forEach(open::add);
    return open;
  }

  private static void insert(OneTrip trip, List<Append> batch) {
    List<StoredRow> rows = new ArrayList<>(batch.size());
    for (Append append : batch) {
      rows.addAll(append.rows);
    }
    if (rows.isEmpty()) {
      return;
    }
    int n = rows.size();
    String[] streams = new String[n];
    long[] sequences = new long[n];
    String[] types = new String[n];
    String[] ids = new String[n];
    long[] recorded = new long[n];
    String[] names = new String[n];
    String[] revisions = new String[n];
    byte[][] payloads = new byte[n][];
    byte[][] metadata = new byte[n][];
    for (int i = 0; i < n; i++) {
      StoredRow row = rows.get(i);
      streams[i] = row.stream();
      sequences[i] = row.sequence();
      types[i] = row.type();
      ids[i] = row.id();
      recorded[i] = row.recordedAt().toEpochMilli();
      names[i] = row.payload().getType().getName();
      revisions[i] = row.payload().getType().getRevision();
      payloads[i] = row.payload().getData();
      metadata[i] = row.metadata().getData();
    }
    trip.add(
        INSERT,
        List.of(streams, sequences, types, ids, recorded, names, revisions, payloads, metadata));
  }

  private Connection connect() throws SQLException {
    if (connection == null) {
      Connection fresh = dataSource.getConnection();
      fresh.setAutoCommit(false);
      connection = fresh;
    }
    return connection;
  }

  /** Whether the connection lives on; if not it is dropped. */
  private boolean rolledBack() {
    if (connection == null) {
      return false;
    }
    try {
      connection.rollback();
      return true;
    } catch (SQLException e) {
      LOG.warn("the journal's writer lost its connection: {}", e.getMessage());
      disconnect();
      return false;
    }
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.warn("closing the journal's connection: {}", e.getMessage());
      }
      connection = null;
    }
  }

  /**
   * @param culprit whose work failed, or who was alone; null if it may be anybody's
   * @param lost whether the connection is gone
   */
  private record Failure(
      Throwable cause, @Nullable Append culprit, boolean committing, boolean lost) {

    Throwable forCaller(Append append) {
      if (culprit == append && !(cause instanceof SQLException)) {
        return cause;
      }
      if (lost && committing) {
        return new EventStoreException(
            "the connection was lost at commit; whether it was stored is unknown", cause);
      }
      if (PostgresJournal.takenInJournal(cause)) {
        return new ConcurrencyException(append.describe() + " is already in the journal", cause);
      }
      return new EventStoreException("nothing was stored", cause);
    }
  }

  private static final class Append {
    private final List<StoredRow> rows;
    private final List<Work> before;
    private final List<Work> after;
    private final Thread caller = Thread.currentThread();
    private volatile boolean over;
    private @Nullable Throwable failure;

    Append(List<StoredRow> rows, List<Work> before, List<Work> after) {
      this.rows = rows;
      this.before = before;
      this.after = after;
    }

    /** Whether it writes before the journal's trigger takes the lock. */
    boolean writesFirst() {
      return !before.isEmpty() || (rows.isEmpty() && !after.isEmpty());
    }

    String describe() {
      return rows.isEmpty()
          ? "this"
          : "event %d of %s".formatted(rows.get(0).sequence(), rows.get(0).stream());
    }

    void done() {
      over = true;
      LockSupport.unpark(caller);
    }

    void failed(Throwable why) {
      failure = why;
      done();
    }

    /** Not interruptible: once queued, it becomes durable or not, and the caller must know. */
    void await() {
      boolean interrupted = false;
      while (!over) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure != null) {
        throw new EventStoreException("nothing was stored", failure);
      }
    }
  }
}
