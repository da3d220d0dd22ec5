package org.circlejournal.query.view;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All views of this process: waits until the command side has made journal and vault, makes what
 * generations are missing, and runs them until it is closed. While they run it takes its share of
 * segments among the live processes, anew each second.
 */
public final class LiveViews implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveViews.class);
  private static final int COORDINATORS = 2;
  private static final int WORKERS = 4;

  /** So many connections are in use at most; the last counts the processes. */
  public static final int THREADS = COORDINATORS + WORKERS + 1;

  private static final int RETRY_MILLIS = 500;
  private static final int BEAT_MILLIS = 1_000;

  /** The data source waits so long for a connection; then the rows of this process just age. */
  private static final int CLOSING_MILLIS = 5_000;

  private static final AtomicInteger STARTS = new AtomicInteger();

  private final List<ViewDefinition<?>> definitions;
  private final StreamableMessageSource<TrackedEventMessage<?>> journal;
  private final DataSource owner;
  private final DataSource dataSource;
  private final ScheduledExecutorService coordinators = pool("views-coordinator-", COORDINATORS);
  private final ScheduledExecutorService workers = pool("views-worker-", WORKERS);
  private final Thread starter = new Thread(this::waitAndRun, "views-start");
  private final CountDownLatch closing = new CountDownLatch(1);
  private final String node =
      ProcessHandle.current().pid() + "-" + STARTS.incrementAndGet() + "@" + host();
  private final Processes processes;
  private volatile Map<String, LiveView> running = Map.of();
  private boolean silent;
  private volatile @Nullable String waitingFor = "the start";

  /**
   * @param owner may create schemas; the same as {@code dataSource} where there is but one user
   * @param dataSource {@link #THREADS} connections
   */
  public LiveViews(
      List<ViewDefinition<?>> definitions,
      StreamableMessageSource<TrackedEventMessage<?>> journal,
      DataSource owner,
      DataSource dataSource) {
    this.definitions = List.copyOf(definitions);
    this.journal = journal;
    this.owner = owner;
    this.dataSource = dataSource;
    this.processes = new Processes(dataSource, node, LiveView.CLAIM);
  }

  private static ScheduledExecutorService pool(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    return new ScheduledThreadPoolExecutor(
        threads, task -> new Thread(task, name + number.incrementAndGet()));
  }

  /** Returns at once; the views start as soon as they can. */
  public void start() {
    starter.start();
  }

  /** What the views wait for before they can start; null when they run. */
  public @Nullable String waitingFor() {
    return waitingFor;
  }

  /** What stops views on this process; empty when all run. */
  public List<Failure> failures() {
    List<Failure> failures = new ArrayList<>();
    for (LiveView view : running.values()) {
      for (Failure failure : view.failures()) {
        if (failure.segment() >= 0 && failure.isPast(dataSource)) {
          view.forget(failure); // the segment is another process's now, and that one goes on
        } else {
          failures.add(failure);
        }
      }
      if (failures.isEmpty() && !view.running()) {
        failures.add(Failure.stopped(view.generation()));
      }
    }
    return failures;
  }

  private void waitAndRun() {
    try {
      do {
        String missing = missing();
        if (missing == null) {
          missing = run();
        }
        waitingFor = missing;
      } while (waitingFor != null && !closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
      while (!closing.await(BEAT_MILLIS, TimeUnit.MILLISECONDS)) {
        follow();
        share(running.values().stream().filter(LiveView::sound).toList());
      }
      if (!running.isEmpty()) {
        share(List.of()); // the others need not wait until this process has been silent
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is in the way, or null if all run. */
  private @Nullable String run() {
    try {
      makeTables();
    } catch (RuntimeException e) {
      String why = e instanceof IllegalStateException ? e.getMessage() : ViewFailure.describe(e);
      String problem = "somebody to help: " + why;
      if (!problem.equals(waitingFor)) {
        LOG.error("the views cannot start: {}", why);
      }
      return problem;
    }
    startViews();
    return null;
  }

  private @Nullable String missing() {
    try (Connection c = owner.getConnection();
        Statement statement = c.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                select to_regclass('journal.domain_event_entry') is not null
                   and to_regclass('vault.token') is not null
                   and to_regclass('vault.data_key') is not null
                """)) {
      result.next();
      return result.getBoolean(1) ? null : "the command side, which makes journal and vault";
    } catch (SQLException e) {
      return "PostgreSQL (" + e.getSQLState() + ")";
    }
  }

  private void makeTables() {
    ViewTables.migrate(owner);
    definitions.forEach(view -> ViewTables.ensure(owner, view));
  }

  private void startViews() {
    follow();
    share(List.copyOf(running.values()));
    LOG.info("{} views are live", running.size());
  }

  /**
   * Follows each generation of this code's views that is to be followed, and leaves those that are
   * not any more. Without an answer all stays as it is.
   */
  private synchronized void follow() {
    if (closing.getCount() == 0) {
      return;
    }
    Map<String, ViewDefinition<?>> wanted = new LinkedHashMap<>();
    try (Connection c = dataSource.getConnection()) {
      for (Generation generation : ViewTables.generations(c)) {
        definitions.stream()
            .filter(view -> generation.state().isFollowed() && generation.isOf(view))
            .forEach(view -> wanted.put(generation.schema(), view));
      }
    } catch (SQLException e) {
      LOG.warn("generations cannot be read: {}", ViewFailure.describe(e));
      return;
    }
    if (wanted.keySet().equals(running.keySet())) {
      return;
    }
    Map<String, LiveView> next = new LinkedHashMap<>();
    wanted.forEach(
        (schema, view) -> {
          LiveView live = running.get(schema);
          next.put(schema, live == null ? live(view, schema) : live);
        });
    Map<String, LiveView> before = running;
    running = next;
    next.forEach(
        (schema, live) -> {
          if (!before.containsKey(schema)) {
            live.start();
          }
        });
    before.forEach(
        (schema, live) -> {
          if (!next.containsKey(schema)) {
            live.close();
          }
        });
  }

  private LiveView live(ViewDefinition<?> view, String schema) {
    return new LiveView(view, schema, journal, dataSource, node, coordinators, workers);
  }

  /**
   * Takes part with these views, and may claim whatever is free of the others. Without an answer
   * the shares stay as they are.
   */
  private void share(List<LiveView> sound) {
    try {
      Map<String, Integer> shares =
          processes.beat(sound.stream().map(LiveView::generation).toList(), LiveView.SEGMENTS);
      for (LiveView live : running.values()) {
        live.share(shares.getOrDefault(live.generation(), LiveView.SEGMENTS));
      }
      silent = false;
    } catch (SQLException e) {
      if (!silent) {
        LOG.warn("this process cannot say that it lives: {}", ViewFailure.describe(e));
      }
      silent = true;
    }
  }

  private static String host() {
    String host = System.getenv("HOSTNAME");
    return host == null ? "local" : host;
  }

  /** Waits for the batches under way, and gives the segments to whoever is there. */
  @Override
  public void close() {
    closing.countDown();
    try {
      starter.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      running.values().forEach(LiveView::close);
    }
    coordinators.shutdown();
    workers.shutdown();
  }
}
