package org.circlejournal.events.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.axonserver.connector.event.axon.AxonServerEventStore;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.distributed.RoutingStrategy;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.log.Leaf;
import org.jspecify.annotations.Nullable;

/**
 * Events in Axon Server, works in PostgreSQL. Axon Server confirms before it forces to disk, so
 * "durable" is said of PostgreSQL only.
 */
public final class JournalOnAxonServer extends Journal {

  private final Serializer serializer;
  private final RawDecoder decoder;
  private final GroupCommit writer;
  private final Works works;
  private final AxonServerConfiguration configuration;
  private final AxonServerConnectionManager connections;
  private final AxonServerWatch watch;
  private final Store store;

  JournalOnAxonServer(
      DataSource dataSource,
      JournalSettings.AxonServer settings,
      Serializer serializer,
      EventUpcaster upcasters) {
    this.serializer = serializer;
    this.decoder = new RawDecoder(serializer, upcasters);
    this.writer = new GroupCommit(dataSource);
    this.works = new Works(writer, false);
    this.configuration = configuration(settings);
    this.connections =
        AxonServerConnectionManager.builder().axonServerConfiguration(configuration).build();
    connections.start();
    this.watch = new AxonServerWatch(settings.servers(), this::isConnected);
    AxonServerEventStore.Builder storeBuilder =
        AxonServerEventStore.builder()
            .configuration(configuration)
            .platformConnectionManager(connections)
            .defaultContext("default")
            .eventSerializer(serializer)
            .snapshotSerializer(serializer)
            .snapshotFilter(SnapshotFilter.rejectAll())
            .upcasterChain(new PlacedEvents(upcasters, serializer));
    storeBuilder.build(); // only this makes the builder's engine, which is not public; then ours
    this.store = new Store(storeBuilder);
  }

  static AxonServerConfiguration configuration(JournalSettings.AxonServer settings) {
    AxonServerConfiguration.Builder builder =
        AxonServerConfiguration.builder()
            .servers(settings.servers())
            .componentName(settings.component())
            .context("default");
    if (settings.token() != null) {
      builder.token(settings.token());
    }
    AxonServerConfiguration configuration = builder.build();
    configuration.setSslEnabled(settings.tls());
    if (settings.tls() && settings.certificate() != null) {
      configuration.setCertFile(settings.certificate().toString());
    }
    return configuration;
  }

  @Override
  public EventStore eventStore() {
    return store;
  }

  @Override
  public StreamableMessageSource<TrackedEventMessage<?>> source() {
    return store;
  }

  @Override
  public StoredEvents stored(long after) {
    return new StoredOnAxonServer(connections.getConnection("default").eventChannel(), after);
  }

  /** Axon Server tells positions to those only who read the whole journal. */
  @Override
  public List<TrackedEventMessage<?>> eventsOf(Collection<String> streams) {
    Set<String> wanted = Set.copyOf(streams);
    List<TrackedEventMessage<?>> found = new ArrayList<>();
    read(
        -1,
        lastPosition(),
        event -> {
          if (event instanceof DomainEventMessage<?> placed
              && wanted.contains(placed.getAggregateIdentifier())) {
            found.add(event);
          }
        });
    return found;
  }

  @Override
  public Chunks chunks(long after, long upTo, Collection<String> names) {
    return new ChunksOnAxonServer(
        connections.getConnection("default").eventChannel(), after, upTo, names);
  }

  @Override
  public RawDecoder decoder() {
    return decoder;
  }

  @Override
  public @Nullable Leaf stored(String stream, long sequence) {
    return StoredOnAxonServer.find(
        connections.getConnection("default").eventChannel(), stream, sequence);
  }

  @Override
  public long lastPosition() {
    return connections.getConnection("default").eventChannel().getLastToken().join();
  }

  @Override
  public long positionAt(Instant recordedAt) {
    // The token behind which that is read what is at this millisecond or later.
    return connections
        .getConnection("default")
        .eventChannel()
        .getTokenAt(recordedAt.toEpochMilli() + 1)
        .join();
  }

  @Override
  public long lastPositionBefore(Instant time) {
    TrackingToken token = store.createTokenAt(time);
    return token == null ? StoredEvents.BEGINNING : token.position().orElse(StoredEvents.BEGINNING);
  }

  @Override
  public Works works() {
    return works;
  }

  @Override
  public Serializer serializer() {
    return serializer;
  }

  /**
   * A command bus over all command nodes. Whoever makes it closes it, by its {@code disconnect} and
   * {@code shutdownDispatching}, before the journal.
   *
   * @param local the segment of this node; its handlers are registered through the returned bus
   * @param routing commands with the same key go to the same node
   * @param messages how commands and their answers travel, see {@link
   *     JournalSerializer#messages(java.util.Map)}
   */
  public AxonServerCommandBus commandBus(
      CommandBus local, RoutingStrategy routing, Serializer messages) {
    AxonServerCommandBus bus =
        AxonServerCommandBus.builder()
            .axonServerConnectionManager(connections)
            .configuration(configuration)
            .localSegment(local)
            .serializer(messages)
            .routingStrategy(routing)
            .defaultContext("default")
            .build();
    bus.start();
    return bus;
  }

  @Override
  public Touched touched(Set<Class<? extends JournalEvent>> kinds, long after) {
    TrackingToken head = store.createHeadToken();
    long upTo = head == null ? -1 : head.position().orElse(-1);
    Set<String> streams = new TreeSet<>();
    read(
        after,
        upTo,
        event -> {
          if (kinds.contains(event.getPayloadType())
              && event instanceof DomainEventMessage<?> placed) {
            streams.add(placed.getAggregateIdentifier());
          }
        });
    return new Touched(streams, upTo);
  }

  private void read(long after, long upTo, Consumer<TrackedEventMessage<?>> reader) {
    if (upTo <= after) {
      return;
    }
    TrackingToken from = after < 0 ? null : new GlobalSequenceTrackingToken(after);
    try (TrackingEventStream events = store.openStream(from)) {
      for (long position = after; position < upTo; ) {
        TrackedEventMessage<?> event = events.nextAvailable();
        position = event.trackingToken().position().orElseThrow();
        reader.accept(event);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the journal was read", e);
    }
  }

  @Override
  public boolean isConnected() {
    return connections.isConnected("default");
  }

  @Override
  public void close() {
    watch.close();
    writer.close();
    connections.shutdown();
  }

  private static final class Store extends AxonServerEventStore {
    Store(AxonServerEventStore.Builder builder) {
      super(builder);
    }

    /** There are no snapshots; do not ask for them at each load. */
    @Override
    public DomainEventStream readEvents(String stream) {
      return readEvents(stream, 0);
    }

    @Override
    public TrackingEventStream openStream(@Nullable TrackingToken token) {
      return new Stopping(super.openStream(token));
    }
  }

  /** Axon's stream would go on behind an event that it could not read; this one never does. */
  private static final class Stopping implements TrackingEventStream {
    private final TrackingEventStream stream;
    private @Nullable UnreadableEvent stopped;

    Stopping(TrackingEventStream stream) {
      this.stream = stream;
    }

    @Override
    public Optional<TrackedEventMessage<?>> peek() {
      requireReadable();
      try {
        return stream.peek();
      } catch (UnreadableEvent e) {
        stopped = e;
        throw e;
      }
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
      requireReadable();
      try {
        return stream.hasNextAvailable(timeout, unit);
      } catch (UnreadableEvent e) {
        stopped = e;
        throw e;
      }
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
      requireReadable();
      try {
        return stream.nextAvailable();
      } catch (UnreadableEvent e) {
        stopped = e;
        throw e;
      }
    }

    private void requireReadable() {
      if (stopped != null) {
        throw stopped;
      }
    }

    @Override
    public void skipMessagesWithPayloadTypeOf(TrackedEventMessage<?> ignored) {
      stream.skipMessagesWithPayloadTypeOf(ignored);
    }

    @Override
    public boolean setOnAvailableCallback(Runnable callback) {
      return stream.setOnAvailableCallback(callback);
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}
