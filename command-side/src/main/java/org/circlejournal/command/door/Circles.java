package org.circlejournal.command.door;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.distributed.AnnotationRoutingStrategy;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.lock.PessimisticLockFactory;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configuration;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.circlejournal.command.Answer;
import org.circlejournal.command.Order;
import org.circlejournal.command.Papers;
import org.circlejournal.command.circle.Alarm;
import org.circlejournal.command.circle.Circle;
import org.circlejournal.command.consent.CompleteErasures;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.command.vault.Idempotency;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Axon;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalOnAxonServer;
import org.circlejournal.events.journal.JournalSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Axon's part: the aggregate with its cache and lock, on a bus. With Axon Server the bus reaches
 * all nodes, and a circle's commands go to the same one.
 */
final class Circles implements AutoCloseable {

  private final CommandBus bus;
  private final @Nullable AxonServerCommandBus distributed;
  private final CircleCache cache;
  private final Configuration axon;

  Circles(
      Journal journal,
      Vault vault,
      Idempotency idempotency,
      Papers papers,
      RandomGenerator random,
      int cached) {
    System.setProperty("disable-axoniq-console-message", "true");
    LocalBus local = new LocalBus(idempotency);
    if (journal instanceof JournalOnAxonServer server) {
      distributed =
          server.commandBus(local, AnnotationRoutingStrategy.defaultStrategy(), messages());
      bus = distributed;
    } else {
      distributed = null;
      bus = local;
    }
    cache = new CircleCache(cached);
    axon =
        Axon.configurer()
            .configureCommandBus(c -> bus)
            .configureEventStore(c -> journal.eventStore())
            .configureSerializer(c -> journal.serializer())
            .registerComponent(Vault.class, c -> vault)
            .registerComponent(Papers.class, c -> papers)
            .registerComponent(RandomGenerator.class, c -> random)
            .configureAggregate(
                AggregateConfigurer.defaultConfiguration(Circle.class)
                    .configureCommandTargetResolver(c -> Circles::target)
                    .configureRepository(c -> repository(c, journal, cache)))
            .start();
  }

  /** Axon's own resolver looks for the annotation by reflection each time: a fifth of a command. */
  private static VersionedAggregateIdentifier target(CommandMessage<?> command) {
    Object payload = command.getPayload();
    if (payload instanceof Order order) {
      return target(order.circleId());
    } else if (payload instanceof Alarm alarm) {
      return target(alarm.circleId());
    } else if (payload instanceof JournalCodeLane night) {
      return target(night.circleId());
    } else if (payload instanceof CompleteErasures done) {
      return target(done.circleId());
    }
    throw new IllegalStateException("for no circle: " + command.getCommandName());
  }

  private static VersionedAggregateIdentifier target(CircleId circle) {
    return new VersionedAggregateIdentifier(circle, null);
  }

  private static EventSourcingRepository<Circle> repository(
      Configuration axon, Journal journal, Cache cache) {
    return EventSourcingRepository.builder(Circle.class)
        .parameterResolverFactory(axon.parameterResolverFactory())
        .handlerDefinition(axon.handlerDefinition(Circle.class))
        .repositoryProvider(axon::repository)
        .eventStore(journal.eventStore())
        .lockFactory(PessimisticLockFactory.usingDefaults())
        .cache(cache)
        .build();
  }

  /** What may travel between nodes, by name; commands of the code's lane never do. */
  static JournalSerializer messages() {
    return JournalSerializer.messages(
        Map.of(
            "order", Order.class,
            "alarm", Alarm.class,
            "code-lane", JournalCodeLane.class,
            "erasures", CompleteErasures.class,
            "answer", Answer.class,
            "refusal", String.class));
  }

  /** The loaded ones. */
  CircleCache cache() {
    return cache;
  }

  CommandBus bus() {
    return bus;
  }

  /** Lets what is being handled end; takes no more. */
  @Override
  public void close() {
    if (distributed != null) {
      distributed.disconnect().join();
      distributed.shutdownDispatching().join();
    }
    axon.shutdown();
  }
}
