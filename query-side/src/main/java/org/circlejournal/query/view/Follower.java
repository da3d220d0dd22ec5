package org.circlejournal.query.view;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.messaging.StreamableMessageSource;
import org.circlejournal.events.journal.JournalSerializer;

/**
 * Runs what must happen once for an event, beside the views: at least once, in order, on one of the
 * processes at a time. What it runs must bear being called again. An error stops it at the event,
 * which is tried again.
 */
public final class Follower implements AutoCloseable {

  private static final Duration CLAIM = Duration.ofSeconds(4);
  private static final int LOOK_MILLIS = 500;

  private final Map<Integer, Failure> failures = new ConcurrentHashMap<>();
  private final String name;
  private final DataSource dataSource;
  private final ScheduledExecutorService coordinator;
  private final ScheduledExecutorService worker;
  private final PooledStreamingEventProcessor processor;
  private final BooleanSupplier ready;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread starter;

  /**
   * @param name under which its position is kept
   * @param dataSource two connections
   * @param node name of this process
   * @param ready whether journal and tables are there
   */
  public Follower(
      String name,
      StreamableMessageSource<TrackedEventMessage<?>> journal,
      DataSource dataSource,
      String node,
      BooleanSupplier ready,
      Consumer<TrackedEventMessage<?>> task) {
    Transactions transactions = new Transactions(dataSource);
    this.name = name;
    this.dataSource = dataSource;
    this.ready = ready;
    this.coordinator = new ScheduledThreadPoolExecutor(1, r -> new Thread(r, name + "-reads"));
    this.worker = new ScheduledThreadPoolExecutor(1, r -> new Thread(r, name + "-works"));
    this.starter = new Thread(this::waitAndStart, name + "-start");
    this.processor =
        PooledStreamingEventProcessor.builder()
            .name(name)
            .eventHandlerInvoker(new Invoker(task))
            .errorHandler(PropagatingErrorHandler.instance())
            .messageSource(journal)
            .initialToken(StreamableMessageSource::createTailToken)
            .tokenStore(
                JdbcTokenStore.builder()
                    .connectionProvider(transactions)
                    .serializer(JournalSerializer.tokens())
                    .nodeId(node)
                    .claimTimeout(CLAIM)
                    .schema(
                        TokenSchema.builder()
                            .setTokenTable("views.token_entry")
                            .setProcessorNameColumn("processor_name")
                            .setTokenTypeColumn("token_type")
                            .build())
                    .build())
            .transactionManager(transactions)
            .coordinatorExecutor(coordinator)
            .workerExecutor(worker)
            .batchSize(100)
            .initialSegmentCount(1)
            .tokenClaimInterval(1_000)
            .claimExtensionThreshold(1_000)
            .build();
  }

  /** Returns at once; it follows as soon as it can. */
  public void start() {
    starter.start();
  }

  /** Why it stands still on this process; empty when it runs, or has not started yet. */
  public List<Failure> failures() {
    failures.values().removeIf(failure -> failure.isPast(dataSource));
    if (failures.isEmpty() && processor.isRunning() && processor.isError()) {
      return List.of(Failure.stopped(name));
    }
    return List.copyOf(failures.values());
  }

  private void waitAndStart() {
    try {
      while (!ready.getAsBoolean()) {
        if (closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      processor.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    processor.shutDown();
    coordinator.shutdown();
    worker.shutdown();
  }

  private final class Invoker implements EventHandlerInvoker {
    private final Consumer<TrackedEventMessage<?>> task;

    Invoker(Consumer<TrackedEventMessage<?>> task) {
      this.task = task;
    }

    @Override
    public boolean canHandle(EventMessage<?> message, Segment segment) {
      return true; // there is one segment
    }

    @Override
    public void handle(EventMessage<?> message, Segment segment) {
      try {
        task.accept((TrackedEventMessage<?>) message);
        failures.remove(segment.getSegmentId());
      } catch (RuntimeException e) {
        int id = segment.getSegmentId();
        failures.put(id, Failure.at(name, id, (TrackedEventMessage<?>) message, e));
        throw e;
      }
    }
  }
}
