package org.circlejournal.events.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.circlejournal.events.log.Leaf;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * Rows of the journal's table. Each query sees one snapshot, and writers hold the journal's lock
 * from their first index to the end of their commit: so a snapshot has all events below any that it
 * has, and what is still running is above all of them.
 */
final class StoredOnPostgres implements StoredEvents {

  private static final String COLUMNS =
      """
      select global_index, aggregate_identifier, sequence_number, payload_type, payload_revision,
             event_identifier, (extract(epoch from time_stamp) * 1000000)::bigint, meta_data, payload
        from journal.domain_event_entry
      """;
  private static final int FETCH = 2_000;

  private final DataSource dataSource;
  private final JournalListener listener;
  private long after;

  StoredOnPostgres(DataSource dataSource, JournalListener listener, long after) {
    this.dataSource = dataSource;
    this.listener = listener;
    this.after = after;
  }

  @Override
  public List<StoredEvent> next(int most, Duration wait) throws InterruptedException {
    long seen = listener.wakings(); // read before the query: what commits after it wakes us again
    List<StoredEvent> events = read(most);
    if (events.isEmpty() && !wait.isZero()) {
      listener.await(seen, wait.toNanos());
      events = read(most);
    }
    return events;
  }

  private List<StoredEvent> read(int most) {
    List<StoredEvent> events = new ArrayList<>();
    try (Connection c = dataSource.getConnection()) {
      boolean autoCommit = c.getAutoCommit();
      c.setAutoCommit(false); // else the driver fetches all at once
      try (PreparedStatement select =
          c.prepareStatement(COLUMNS + "where global_index > ? order by global_index limit ?")) {
        select.unwrap(PGStatement.class).setPrepareThreshold(-1); // bytes come as bytes
        select.setFetchSize(FETCH);
        select.setLong(1, after);
        select.setInt(2, most);
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            events.add(new StoredEvent(row.getLong(1), leaf(row)));
          }
        }
        c.commit();
      } finally {
        c.setAutoCommit(autoCommit);
      }
    } catch (SQLException e) {
      throw new EventStoreException("the journal cannot be read", e);
    }
    if (!events.isEmpty()) {
      after = events.get(events.size() - 1).position();
    }
    return events;
  }

  static @Nullable Leaf find(DataSource dataSource, String stream, long sequence) {
    try (Connection c = dataSource.getConnection();
        PreparedStatement select =
            c.prepareStatement(
                COLUMNS + "where aggregate_identifier = ? and sequence_number = ?")) {
      select.setString(1, stream);
      select.setLong(2, sequence);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? leaf(row) : null;
      }
    } catch (SQLException e) {
      throw new EventStoreException("the journal cannot be read", e);
    }
  }

  static long last(DataSource dataSource) {
    try (Connection c = dataSource.getConnection();
        PreparedStatement select =
            c.prepareStatement("select max(global_index) from journal.domain_event_entry");
        ResultSet row = select.executeQuery()) {
      row.next();
      long last = row.getLong(1);
      return row.wasNull() ? BEGINNING : last;
    } catch (SQLException e) {
      throw new EventStoreException("the journal cannot be read", e);
    }
  }

  /** Times rise with positions but for moments: only the first that is later counts. */
  static long positionAt(DataSource dataSource, Instant recordedAt) {
    try (Connection c = dataSource.getConnection();
        PreparedStatement select =
            c.prepareStatement(
                """
                select coalesce(
                  (select global_index from journal.domain_event_entry
                    where global_index < (select min(global_index)
                                            from journal.domain_event_entry
                                           where time_stamp > ?)
                    order by global_index desc limit 1),
                  case when exists (select from journal.domain_event_entry where time_stamp > ?)
                       then -1
                       else (select max(global_index) from journal.domain_event_entry) end,
                  -1)
                """)) {
      OffsetDateTime time = recordedAt.atOffset(ZoneOffset.UTC);
      select.setObject(1, time);
      select.setObject(2, time);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new EventStoreException("the journal cannot be read", e);
    }
  }

  /** From the end, where who asks mostly finds it at once. */
  static long lastBefore(DataSource dataSource, Instant time) {
    try (Connection c = dataSource.getConnection();
        PreparedStatement select =
            c.prepareStatement(
                "select global_index from journal.domain_event_entry where time_stamp < ?"
                    + " order by global_index desc limit 1")) {
      select.setTimestamp(1, Timestamp.from(time));
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : BEGINNING;
      }
    } catch (SQLException e) {
      throw new EventStoreException("the journal cannot be read", e);
    }
  }

  private static Leaf leaf(ResultSet row) throws SQLException {
    return new Leaf(
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        row.getBytes(8),
        row.getBytes(9));
  }

  @Override
  public void close() {} // each query brings its own connection back
}
