package org.circlejournal.query.view;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionWrapperFactory;
import org.axonframework.common.jdbc.ConnectionWrapperFactory.NoOpCloseHandler;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.circlejournal.events.journal.JournalSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The live runner of one view: Axon's pooled processor, in batches, with rows, states and token in
 * one transaction. Several processes share its segments; when one dies the others take over within
 * seconds. What cannot be read or folded stops it, and {@link #failures()} says so until it goes
 * on. A process on which it stopped does not count among those that share until that is a while
 * ago, so that others may hold all segments.
 */
public final class LiveView implements AutoCloseable {

  private static final int BATCH = 500;
  static final int SEGMENTS = 4;

  /** A process that was silent for so long has lost its segments. Its late commit is refused. */
  static final Duration CLAIM = Duration.ofSeconds(4);

  private static final long EXTEND_CLAIM_MILLIS = 1_000;

  /**
   * Axon releases a surplus at its next round, which comes after {@link #EXTEND_CLAIM_MILLIS} when
   * nothing happens, and forgets it after this time: it must be longer.
   */
  private static final long LOOK_FOR_SEGMENTS_MILLIS = 1_500;

  /** Axon tries again after a minute at most; sooner nobody knows whether the trouble is over. */
  private static final long TROUBLE_NANOS = Duration.ofSeconds(70).toNanos();

  private final String generation;
  private final Map<Integer, Failure> failures = new ConcurrentHashMap<>();
  private final PooledStreamingEventProcessor processor;
  private volatile int share = SEGMENTS;
  private volatile @Nullable Long lastTrouble;

  /**
   * @param generation the schema of the tables that it keeps
   * @param dataSource writes views; one connection for each worker and one for the coordinator
   * @param node name of this process among those that share the segments
   * @param coordinators threads that hand out events
   * @param workers threads that fold and write
   */
  public <S> LiveView(
      ViewDefinition<S> view,
      String generation,
      StreamableMessageSource<TrackedEventMessage<?>> journal,
      DataSource dataSource,
      String node,
      ScheduledExecutorService coordinators,
      ScheduledExecutorService workers) {
    this.generation = generation;
    Transactions transactions = new Transactions(dataSource);
    this.processor =
        PooledStreamingEventProcessor.builder()
            .name(generation)
            .eventHandlerInvoker(new Invoker<>(view, transactions))
            .errorHandler(PropagatingErrorHandler.instance())
            .messageSource(new WatchedSource(journal, this::stopped, this::flows))
            .initialToken(StreamableMessageSource::createTailToken)
            .tokenStore(tokens(transactions, node))
            .transactionManager(transactions)
            .coordinatorExecutor(coordinators)
            .workerExecutor(workers)
            .batchSize(BATCH)
            .initialSegmentCount(SEGMENTS)
            .maxSegmentProvider(name -> share)
            .tokenClaimInterval(LOOK_FOR_SEGMENTS_MILLIS)
            .claimExtensionThreshold(EXTEND_CLAIM_MILLIS)
            .build();
  }

  private static JdbcTokenStore tokens(Transactions transactions, String node) {
    return JdbcTokenStore.builder()
        .connectionProvider(transactions)
        .serializer(JournalSerializer.tokens())
        .nodeId(node)
        .claimTimeout(CLAIM)
        .schema(schema())
        .build();
  }

  private static TokenSchema schema() {
    return TokenSchema.builder()
        .setTokenTable("views.token_entry")
        .setProcessorNameColumn("processor_name")
        .setTokenTypeColumn("token_type")
        .build();
  }

  /**
   * Where the live runner of a generation begins that a replay has written: in the transaction of
   * this connection.
   */
  public static void goOnFrom(Connection c, String generation, long position) {
    JdbcTokenStore store =
        JdbcTokenStore.builder()
            .connectionProvider(() -> ConnectionWrapperFactory.wrap(c, new NoOpCloseHandler()))
            .serializer(JournalSerializer.tokens())
            .schema(schema())
            .build();
    TrackingToken token = position < 0 ? null : new GlobalSequenceTrackingToken(position);
    store.initializeTokenSegments(generation, SEGMENTS, token);
  }

  /** The last event that every segment of a generation has folded; −1 before the first. */
  public static long position(Connection c, String generation) throws SQLException {
    return positions(c, generation).stream().mapToLong(Long::longValue).min().orElse(-1);
  }

  /** Of each segment, the last event that it has folded or passed by; −1 before the first. */
  public static List<Long> positions(Connection c, String generation) throws SQLException {
    List<Long> positions = new ArrayList<>();
    try (PreparedStatement select =
        c.prepareStatement("select token from views.token_entry where processor_name = ?")) {
      select.setString(1, generation);
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          byte[] token = result.getBytes(1);
          positions.add(token == null ? -1 : Failure.positionOf(token));
        }
      }
    }
    return positions;
  }

  public void start() {
    processor.start();
  }

  /** Waits for the batches under way and gives its segments back. */
  @Override
  public void close() {
    processor.shutDown();
  }

  /** So many segments it claims at most from now on; what it holds beyond it gives back. */
  void share(int segments) {
    share = segments;
  }

  /** Whether nothing stopped it on this process for a while, so that a share is in good hands. */
  boolean sound() {
    Long trouble = lastTrouble;
    return trouble == null || System.nanoTime() - trouble > TROUBLE_NANOS;
  }

  public String generation() {
    return generation;
  }

  /** What stops this view on this process, by segment; empty when it runs. */
  public List<Failure> failures() {
    return List.copyOf(failures.values());
  }

  /** Whether the processor is started, and has no trouble with its journal or database. */
  public boolean running() {
    return processor.isRunning() && !processor.isError();
  }

  /** Forgets a failure that another process got past. */
  void forget(Failure failure) {
    failures.remove(failure.segment(), failure);
  }

  private void stopped(RuntimeException e) {
    fail(Failure.reading(generation, e));
  }

  private void fail(Failure failure) {
    failures.put(failure.segment(), failure);
    lastTrouble = System.nanoTime();
  }

  private void flows() {
    failures.remove(Failure.READING);
  }

  /** Collects a batch, and folds and writes it when its unit of work prepares to commit. */
  private final class Invoker<S> implements EventHandlerInvoker {
    private final ViewDefinition<S> definition;
    private final Transactions transactions;
    private final FoldedTables<S> tables;

    Invoker(ViewDefinition<S> definition, Transactions transactions) {
      this.definition = definition;
      this.transactions = transactions;
      this.tables = new FoldedTables<>(definition, generation);
    }

    /** By circle, told from the stream's name: nothing is decoded for it. */
    @Override
    public boolean canHandle(EventMessage<?> message, Segment segment) {
      String stream = ((DomainEventMessage<?>) message).getAggregateIdentifier();
      return segment.matches(Recorded.circleOf(stream).value());
    }

    @Override
    public void handle(EventMessage<?> message, Segment segment) {
      UnitOfWork<?> unit = CurrentUnitOfWork.get().root();
      Batch<S> batch = unit.getOrComputeResource(generation, k -> begin(unit, segment));
      batch.add(message);
    }

    private Batch<S> begin(UnitOfWork<?> unit, Segment segment) {
      Batch<S> batch = new Batch<>(definition, generation, tables);
      int id = segment.getSegmentId();
      unit.onPrepareCommit(u -> batch.write(transactions.getConnection()));
      unit.onRollback(
          u -> {
            Throwable cause = u.getExecutionResult().getExceptionResult();
            fail(Failure.at(generation, id, batch.last(), cause));
          });
      unit.afterCommit(u -> failures.remove(id));
      return batch;
    }
  }

  /** The events of one transaction, circle by circle. */
  private static final class Batch<S> {
    private final ViewDefinition<S> view;
    private final String generation;
    private final FoldedTables<S> tables;
    private final List<TrackedEventMessage<?>> messages = new ArrayList<>();
    private int reached;

    Batch(ViewDefinition<S> view, String generation, FoldedTables<S> tables) {
      this.view = view;
      this.generation = generation;
      this.tables = tables;
    }

    void add(EventMessage<?> message) {
      messages.add((TrackedEventMessage<?>) message);
    }

    /** The event at which it stands. */
    TrackedEventMessage<?> last() {
      return messages.get(Math.min(reached, messages.size() - 1));
    }

    void write(Connection connection) {
      List<Stored> events = new ArrayList<>(messages.size());
      for (reached = 0; reached < messages.size(); reached++) {
        events.add(Stored.of(messages.get(reached)));
      }
      reached = 0;
      try {
        Batches<S> batches = new Batches<>(view, tables.load(connection, Stored.circles(events)));
        for (; reached < events.size(); reached++) {
          batches.fold(events.get(reached));
        }
        tables.save(connection, batches.steps());
      } catch (SQLException e) {
        throw new ViewFailure("cannot write " + generation, e);
      }
    }
  }
}
