package org.circlejournal.events.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Axon's JDBC engine over the schema {@code journal}. The table keeps commits and indices in one
 * order, so a position is a single number and there are no gaps to remember; appends go through
 * {@link GroupCommit}. There are no snapshots: a year is short.
 */
final class PostgresJournal extends JdbcEventStorageEngine {

  /** PostgreSQL says it by SQL state; Axon's own resolver does not know that one. */
  static final Duplicate DUPLICATE = new Duplicate();

  /** A whole year in one query, mostly. */
  private static final int BATCH = 2_000;

  private static final String COLUMNS =
      """
      select global_index, aggregate_identifier, sequence_number, type, event_identifier,
             time_stamp, payload_type, payload_revision, payload, meta_data
        from journal.domain_event_entry
      """;

  private final DataSource dataSource;
  private final Works works;

  PostgresJournal(
      DataSource dataSource, Works works, Serializer serializer, EventUpcaster upcasters) {
    super(
        builder()
            .connectionProvider(dataSource::getConnection)
            .transactionManager(NoTransactionManager.INSTANCE)
            .eventSerializer(serializer)
            .snapshotSerializer(serializer)
            .upcasterChain(new PlacedEvents(upcasters, serializer))
            .persistenceExceptionResolver(DUPLICATE)
            .snapshotFilter(SnapshotFilter.rejectAll())
            .batchSize(BATCH)
            .schema(
                EventSchema.builder()
                    .eventTable("journal.domain_event_entry")
                    .globalIndexColumn("global_index")
                    .aggregateIdentifierColumn("aggregate_identifier")
                    .sequenceNumberColumn("sequence_number")
                    .build()));
    this.dataSource = dataSource;
    this.works = works;
  }

  /** Inside a unit of work the events wait for its commit, and go together with its works. */
  @Override
  protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
    List<StoredRow> rows = new ArrayList<>(events.size());
    for (EventMessage<?> event : events) {
      rows.add(StoredRow.of(event, serializer));
    }
    works.append(rows);
  }

  @Override
  protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
    throw new UnsupportedOperationException("the journal keeps no snapshots");
  }

  @Override
  public Optional<DomainEventMessage<?>> readSnapshot(String aggregateIdentifier) {
    return Optional.empty();
  }

  /** A batch shorter than asked for is the last one: a stream has no gaps. */
  @Override
  protected boolean fetchForAggregateUntilEmpty() {
    return false;
  }

  @Override
  protected List<TrackedDomainEventData<byte[]>> fetchDomainEvents(
      String stream, long firstSequence, int most) {
    return rows(
        COLUMNS
            + "where aggregate_identifier = ? and sequence_number >= ?"
            + " order by sequence_number limit ?",
        statement -> {
          statement.setString(1, stream);
          statement.setLong(2, firstSequence);
          statement.setInt(3, most);
        });
  }

  @Override
  protected List<TrackedDomainEventData<byte[]>> fetchTrackedEvents(
      @Nullable TrackingToken after, int most) {
    return rows(
        COLUMNS + "where global_index > ? order by global_index limit ?",
        statement -> {
          statement.setLong(1, index(after));
          statement.setInt(2, most);
        });
  }

  /** At most {@code most} messages after a position, in order. */
  Stream<? extends TrackedEventMessage<?>> fetch(@Nullable TrackingToken after, int most) {
    return EventUtils.upcastAndDeserializeTrackedEvents(
        fetchTrackedEvents(after, most).stream(), getEventSerializer(), upcasterChain);
  }

  List<TrackedEventMessage<?>> eventsOf(Collection<String> streams) {
    List<TrackedDomainEventData<byte[]>> rows =
        rows(
            COLUMNS
                + "where aggregate_identifier = any (?)"
                + " order by aggregate_identifier, sequence_number",
            statement ->
                statement.setArray(
                    1, statement.getConnection().createArrayOf("text", streams.toArray())));
    rows.sort(Comparator.comparingLong(row -> index(row.trackingToken())));
    return EventUtils.upcastAndDeserializeTrackedEvents(
            rows.stream(), getEventSerializer(), upcasterChain)
        .<TrackedEventMessage<?>>map(message -> message)
        .toList();
  }

  /** By name alone: nothing is decoded, and no payload leaves the database. */
  Journal.Touched touched(String[] names, long after) {
    String head = "select coalesce(max(global_index), -1) from journal.domain_event_entry";
    String find =
        """
        select distinct aggregate_identifier from journal.domain_event_entry
         where global_index > ? and global_index <= ? and payload_type = any (?)
        """;
    try (Connection c = dataSource.getConnection();
        PreparedStatement last = c.prepareStatement(head);
        PreparedStatement streams = c.prepareStatement(find)) {
      long upTo;
      try (ResultSet row = last.executeQuery()) {
        row.next();
        upTo = row.getLong(1);
      }
      streams.setLong(1, after);
      streams.setLong(2, upTo);
      streams.setArray(3, c.createArrayOf("text", names));
      Set<String> touched = new TreeSet<>();
      try (ResultSet rows = streams.executeQuery()) {
        while (rows.next()) {
          touched.add(rows.getString(1));
        }
      }
      return new Journal.Touched(touched, upTo);
    } catch (SQLException e) {
      throw new EventStoreException("the journal cannot be read", e);
    }
  }

  @Override
  public @Nullable TrackingToken createTailToken() {
    return token("select min(global_index) - 1 from journal.domain_event_entry", statement -> {});
  }

  @Override
  public @Nullable TrackingToken createHeadToken() {
    return token("select max(global_index) from journal.domain_event_entry", statement -> {});
  }

  @Override
  public @Nullable TrackingToken createTokenAt(Instant time) {
    TrackingToken token =
        token(
            "select min(global_index) - 1 from journal.domain_event_entry where time_stamp >= ?",
            statement -> statement.setTimestamp(1, Timestamp.from(time)));
    return token != null ? token : createHeadToken();
  }

  /** Index of the last event before what is asked for; 0 at the beginning. */
  private static long index(@Nullable TrackingToken token) {
    if (token == null) {
      return 0;
    }
    if (token instanceof GlobalSequenceTrackingToken global) {
      return global.getGlobalIndex();
    }
    throw new IllegalArgumentException("no position of this journal: " + token);
  }

  private @Nullable TrackingToken token(String sql, Binding binding) {
    try (Connection c = dataSource.getConnection();
        PreparedStatement statement = c.prepareStatement(sql)) {
      binding.bind(statement);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        long index = result.getLong(1);
        return result.wasNull() ? null : new GlobalSequenceTrackingToken(index);
      }
    } catch (SQLException e) {
      throw new EventStoreException("the journal cannot be read", e);
    }
  }

  private List<TrackedDomainEventData<byte[]>> rows(String sql, Binding binding) {
    List<TrackedDomainEventData<byte[]>> rows = new ArrayList<>();
    try (Connection c = dataSource.getConnection();
        PreparedStatement statement = c.prepareStatement(sql)) {
      binding.bind(statement);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(row(result));
        }
      }
    } catch (SQLException e) {
      throw new EventStoreException("the journal cannot be read", e);
    }
    return rows;
  }

  private static TrackedDomainEventData<byte[]> row(ResultSet result) throws SQLException {
    return new TrackedDomainEventData<>(
        new GlobalSequenceTrackingToken(result.getLong(1)),
        new GenericDomainEventEntry<>(
            result.getString(4),
            result.getString(2),
            result.getLong(3),
            result.getString(5),
            result.getTimestamp(6).toInstant(),
            result.getString(7),
            result.getString(8),
            result.getBytes(9),
            result.getBytes(10)));
  }

  @FunctionalInterface
  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  /** Whether the place of an event is taken, rather than anything of what is stored beside it. */
  static boolean takenInJournal(Throwable thrown) {
    return thrown instanceof PSQLException e
        && DUPLICATE.isDuplicateKeyViolation(e)
        && e.getServerErrorMessage() != null
        && "domain_event_entry".equals(e.getServerErrorMessage().getTable());
  }

  /** Unique violation, SQL state 23505. */
  static final class Duplicate implements PersistenceExceptionResolver {
    @Override
    public boolean isDuplicateKeyViolation(Exception exception) {
      return exception instanceof SQLException e && "23505".equals(e.getSQLState());
    }
  }
}
