package org.circlejournal.events.journal;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.log.Leaf;
import org.jspecify.annotations.Nullable;

/** Journal, works and notifications in one PostgreSQL database. */
final class JournalOnPostgres extends Journal {

  private final DataSource dataSource;
  private final Serializer serializer;
  private final RawDecoder decoder;
  private final GroupCommit writer;
  private final JournalListener listener;
  private final Works works;
  private final PostgresJournal engine;
  private final PostgresEventSource source;
  private final Store store;

  JournalOnPostgres(DataSource dataSource, Serializer serializer, EventUpcaster upcasters) {
    this.dataSource = dataSource;
    this.serializer = serializer;
    this.decoder = new RawDecoder(serializer, upcasters);
    this.writer = new GroupCommit(dataSource);
    this.listener = new JournalListener(dataSource);
    this.works = new Works(writer, true);
    this.engine = new PostgresJournal(dataSource, works, serializer, upcasters);
    this.source = new PostgresEventSource(engine, listener);
    this.store = new Store(new StoreBuilder(engine), source);
  }

  @Override
  public EventStore eventStore() {
    return store;
  }

  @Override
  public StreamableMessageSource<TrackedEventMessage<?>> source() {
    return source;
  }

  @Override
  public StoredEvents stored(long after) {
    return new StoredOnPostgres(dataSource, listener, after);
  }

  @Override
  public List<TrackedEventMessage<?>> eventsOf(Collection<String> streams) {
    return engine.eventsOf(streams);
  }

  @Override
  public Chunks chunks(long after, long upTo, Collection<String> names) {
    return new ChunksOnPostgres(dataSource, after, upTo, names);
  }

  @Override
  public RawDecoder decoder() {
    return decoder;
  }

  @Override
  public @Nullable Leaf stored(String stream, long sequence) {
    return StoredOnPostgres.find(dataSource, stream, sequence);
  }

  @Override
  public long lastPosition() {
    return StoredOnPostgres.last(dataSource);
  }

  @Override
  public long positionAt(Instant recordedAt) {
    return StoredOnPostgres.positionAt(dataSource, recordedAt);
  }

  @Override
  public long lastPositionBefore(Instant time) {
    return StoredOnPostgres.lastBefore(dataSource, time);
  }

  @Override
  public Works works() {
    return works;
  }

  @Override
  public Serializer serializer() {
    return serializer;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public Touched touched(Set<Class<? extends JournalEvent>> kinds, long after) {
    return engine.touched(kinds.stream().map(EventNames::nameOf).toArray(String[]::new), after);
  }

  @Override
  public void close() {
    writer.close();
    listener.close();
  }

  /**
   * Instead of Axon's EmbeddedEventStore, whose own producer would poll every second and know
   * nothing of other processes.
   */
  private static final class Store extends AbstractEventStore {
    private final PostgresEventSource source;

    Store(StoreBuilder builder, PostgresEventSource source) {
      super(builder);
      this.source = source;
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
      return source.openStream(token);
    }

    @Override
    public @Nullable TrackingToken createTokenAt(Instant time) {
      return source.createTokenAt(time);
    }
  }

  private static final class StoreBuilder extends AbstractEventStore.Builder {
    StoreBuilder(PostgresJournal engine) {
      storageEngine(engine);
    }
  }
}
