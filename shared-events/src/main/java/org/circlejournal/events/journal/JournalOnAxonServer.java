package org.circlejournal.events.journal;

import javax.sql.DataSource;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.axonserver.connector.event.axon.AxonServerEventStore;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.distributed.RoutingStrategy;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;

/**
 * Events in Axon Server, works in PostgreSQL. Axon Server confirms before it forces to disk, so
 * "durable" is said of PostgreSQL only.
 */
public final class JournalOnAxonServer extends Journal {

  private final Serializer serializer;
  private final GroupCommit writer;
  private final Works works;
  private final AxonServerConfiguration configuration;
  private final AxonServerConnectionManager connections;
  private final Store store;

  JournalOnAxonServer(
      DataSource dataSource,
      JournalSettings.AxonServer settings,
      Serializer serializer,
      EventUpcaster upcasters) {
    this.serializer = serializer;
    this.writer = new GroupCommit(dataSource);
    this.works = new Works(writer, false);
    AxonServerConfiguration.Builder builder =
        AxonServerConfiguration.builder()
            .servers(settings.servers())
            .componentName(settings.component())
            .context("default");
    this.configuration =
        settings.token() == null ? builder.build() : builder.token(settings.token()).build();
    this.connections =
        AxonServerConnectionManager.builder().axonServerConfiguration(configuration).build();
    connections.start();
    this.store =
        new Store(
            AxonServerEventStore.builder()
                .configuration(configuration)
                .platformConnectionManager(connections)
                .defaultContext("default")
                .eventSerializer(serializer)
                .snapshotSerializer(serializer)
                .snapshotFilter(SnapshotFilter.rejectAll())
                .upcasterChain(upcasters));
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
  public void close() {
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
  }
}
