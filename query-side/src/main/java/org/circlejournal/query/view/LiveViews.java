package org.circlejournal.query.view;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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
 * generations are missing, and runs them until it is closed.
 */
public final class LiveViews implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveViews.class);
  private static final int COORDINATORS = 2;
  private static final int WORKERS = 4;

  /** So many connections are in use at most. */
  public static final int THREADS = COORDINATORS + WORKERS;

  private static final int RETRY_MILLIS = 500;
  private static final AtomicInteger STARTS = new AtomicInteger();

  private final List<ViewDefinition<?>> definitions;
  private final StreamableMessageSource<TrackedEventMessage<?>> journal;
  private final DataSource owner;
  private final DataSource dataSource;
  private final ScheduledExecutorService coordinators = pool("views-coordinator-", COORDINATORS);
  private final ScheduledExecutorService workers = pool("views-worker-", WORKERS);
  private final Thread starter = new Thread(this::waitAndRun, "views-start");
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile List<LiveView> running = List.of();
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
    for (LiveView view : running) {
      for (Failure failure : view.failures()) {
        if (failure.segment() >= 0 && failure.isPast(dataSource)) {
          view.forget(failure); // the segment is another process's now, and that one goes on
        } else {
          failures.add(failure);
        }
      }
      if (failures.isEmpty() && !view.running()) {
        failures.add(Failure.stopped(view.view().generation()));
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

  private synchronized void startViews() {
    if (closing.getCount() == 0) {
      return;
    }
    String node = ProcessHandle.current().pid() + "-" + STARTS.incrementAndGet() + "@" + host();
    List<LiveView> started = new ArrayList<>();
    for (ViewDefinition<?> view : definitions) {
      LiveView live = new LiveView(view, journal, dataSource, node, coordinators, workers);
      live.start();
      started.add(live);
    }
    running = started;
    LOG.info("{} views are live", started.size());
  }

  private static String host() {
    String host = System.getenv("HOSTNAME");
    return host == null ? "local" : host;
  }

  /** Waits for the batches under way, and gives the segments to whoever is there. */
  @Override
  public void close() {
    closing.countDown();
    synchronized (this) {
      running.forEach(LiveView::close);
    }
    coordinators.shutdown();
    workers.shutdown();
  }
}
