package org.circlejournal.query.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.journal.UnreadableEvent;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.theme.ThemeEvent.TextRedacted;
import org.circlejournal.query.replay.ReplayOrder.UpTo;
import org.circlejournal.query.view.Atomically;
import org.circlejournal.query.view.Generation;
import org.circlejournal.query.view.Generation.State;
import org.circlejournal.query.view.LiveView;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewFailure;
import org.circlejournal.query.view.ViewTables;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts, watches, promotes and forgets replays. Several processes may: what runs stands in {@code
 * views.replay}, and a process that dies leaves it to the others to clean up. A replay never
 * touches what is shown; only a promotion does, in one transaction.
 */
public final class Replays implements AutoCloseable {

  /** Why something cannot be done; the door has codes for it. */
  public static final class NotNow extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Reason reason;

    NotNow(Reason reason, String message) {
      super(message);
      this.reason = reason;
    }

    public Reason reason() {
      return reason;
    }
  }

  /** Kinds of {@link NotNow}. */
  public enum Reason {
    UNKNOWN,
    RUNNING,
    INVALID,
    NOT_PROMOTABLE,
    NOT_CAUGHT_UP,
    PROMOTED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
  private static final int BEAT_MILLIS = 500;

  /** A process that was silent for so long is taken for dead. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** Longer than any process needs to see that a generation is given up. */
  private static final long DOOM_SECONDS = 5;

  /** A first generation that is so many events behind is not waited for: a replay is faster. */
  private static final long FAR_BEHIND = 50_000;

  private static final int ERASURE_BEATS = 20;

  private final List<ViewDefinition<?>> views;
  private final Journal journal;
  private final DataSource tables;
  private final Receipts receipts;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final BooleanSupplier ready;
  private final String node;
  private final Means means;
  private final Promotion promotion;
  private final Map<String, Replay> running = new ConcurrentHashMap<>();
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread watcher = new Thread(this::watch, "replays");
  private volatile @Nullable String stuck;

  /**
   * @param tables as the owner of the views' schemas; a connection for each lane and two more
   * @param key from which that of the checksums follows; the same on all query sides
   * @param ids random names for replays
   * @param clock tells how long a replay takes
   * @param ready whether the tables are there
   * @param means of one replay
   */
  public Replays(
      List<ViewDefinition<?>> views,
      Journal journal,
      DataSource tables,
      Supplier<byte[]> key,
      LatestCheckpoint checkpoint,
      Supplier<String> ids,
      InstantSource clock,
      BooleanSupplier ready,
      Means means) {
    this.views = List.copyOf(views);
    this.journal = journal;
    this.tables = tables;
    this.receipts =
        new Receipts(journal, tables, () -> Checksums.key(key.get()), checkpoint, means);
    this.ids = ids;
    this.clock = clock;
    this.ready = ready;
    this.node = ProcessHandle.current().pid() + "-" + ids.get();
    this.means = means;
    this.promotion = new Promotion(this, journal, tables);
  }

  /** Returns at once. */
  public void start() {
    watcher.start();
  }

  /** The view of this name, or null. */
  public @Nullable ViewDefinition<?> view(String name) {
    return views.stream().filter(view -> view.name().equals(name)).findFirst().orElse(null);
  }

  public List<ViewDefinition<?>> views() {
    return views;
  }

  /** Why a view of this code cannot be built; null if all is well. */
  public @Nullable String stuck() {
    return stuck;
  }

  // --- orders ---------------------------------------------------------------------------------

  /**
   * Begins a replay.
   *
   * @return its id
   * @throws NotNow if one of the views is being replayed, or there is no such position
   */
  public String order(ReplayOrder order) {
    return order(order, false);
  }

  private String order(ReplayOrder order, boolean promote) {
    String id = ids.get();
    long head = journal.lastPosition();
    long target = target(order.upTo(), head);
    List<String> names = order.views().stream().map(ViewDefinition::name).toList();
    List<Generation> generations = new ArrayList<>();
    try {
      alone(
          c -> {
            List<String> busy = ReplayTable.running(c, names);
            if (!busy.isEmpty()) {
              throw new NotNow(Reason.RUNNING, String.join(", ", busy) + " is being replayed");
            }
            for (ViewDefinition<?> view : order.views()) {
              generations.add(ViewTables.begin(c, view));
            }
            List<String> schemas = generations.stream().map(Generation::schema).toList();
            String purpose = order.purpose() == null ? null : Json.kebab(order.purpose());
            ReplayTable.insert(c, id, names, schemas, text(order.upTo()), purpose, target, node);
            return true;
          });
    } catch (SQLException e) {
      throw new ViewFailure("a replay cannot begin", e);
    }
    Thread thread =
        new Thread(() -> run(id, order, generations, target, head, promote), "replay-" + id);
    threads.put(id, thread);
    thread.start();
    return id;
  }

  /** Nobody else changes generations meanwhile. */
  boolean alone(Atomically.Work<Boolean, RuntimeException> work) throws SQLException {
    return Atomically.write(
        tables,
        c -> {
          ViewTables.lock(c);
          return work.on(c);
        });
  }

  private long target(@Nullable UpTo upTo, long head) {
    if (upTo instanceof UpTo.Position position) {
      if (position.position() > head) {
        throw new NotNow(Reason.INVALID, "the journal ends at " + head);
      }
      return position.position();
    }
    if (upTo instanceof UpTo.RecordedAt recorded) {
      return journal.positionAt(recorded.recordedAt());
    }
    return head;
  }

  static @Nullable String text(@Nullable UpTo upTo) {
    if (upTo instanceof UpTo.At at) {
      return "at " + at.at();
    } else if (upTo instanceof UpTo.RecordedAt recorded) {
      return "recorded " + recorded.recordedAt();
    } else if (upTo instanceof UpTo.Position position) {
      return "position " + position.position();
    }
    return null;
  }

  /**
   * Calls a replay off, or gives up what it has built. Nothing of it stays but its row.
   *
   * @throws NotNow if it is not known, or what it has built was shown
   */
  public void cancel(String id) {
    ReplayRow row = find(id);
    Replay replay = running.get(id);
    if (replay != null) {
      replay.cancel();
    } else if (row.isRunning()) {
      try (Connection c = tables.getConnection()) {
        doom(c, row.generations());
        ReplayTable.end(c, id, "cancelled", row.position(), row.events(), null, null);
      } catch (SQLException e) {
        throw new ViewFailure("a replay cannot be cancelled", e);
      }
    } else {
      giveUp(id);
    }
  }

  private void giveUp(String id) {
    try {
      alone(
          c -> {
            ReplayRow row = Objects.requireNonNull(ReplayTable.find(c, id));
            if (row.state().equals("promoted")) {
              throw new NotNow(
                  Reason.PROMOTED, "what was shown goes with the next promotion but one");
            }
            if (row.state().equals("complete")) {
              for (String schema : row.generations()) {
                ViewTables.become(c, schema, State.FOLLOWING, State.DOOMED);
                ViewTables.become(c, schema, State.BOUNDED, State.DOOMED);
              }
              ReplayTable.become(c, id, "cancelled");
            }
            return true;
          });
    } catch (SQLException e) {
      throw new ViewFailure("a replay cannot be given up", e);
    }
  }

  /**
   * @throws NotNow if it is not known
   */
  public ReplayRow find(String id) {
    try (Connection c = tables.getConnection()) {
      ReplayRow row = ReplayTable.find(c, id);
      if (row == null) {
        throw new NotNow(Reason.UNKNOWN, "no such replay");
      }
      return now(row);
    } catch (SQLException e) {
      throw new ViewFailure("replays cannot be read", e);
    }
  }

  /** The latest first. */
  public List<ReplayRow> list() {
    try (Connection c = tables.getConnection()) {
      return ReplayTable.list(c).stream().map(this::now).toList();
    } catch (SQLException e) {
      throw new ViewFailure("replays cannot be read", e);
    }
  }

  /** On the process that runs it, the figures of this moment. */
  private ReplayRow now(ReplayRow row) {
    Replay replay = running.get(row.id());
    if (replay == null || !row.isRunning()) {
      return row;
    }
    double seconds =
        Math.max(0.001, Duration.between(row.startedAt(), clock.instant()).toNanos() / 1e9);
    double rate = replay.events() / seconds;
    return new ReplayRow(
        row.id(),
        row.views(),
        row.generations(),
        row.upTo(),
        row.purpose(),
        row.state(),
        replay.position(),
        row.target(),
        replay.events(),
        Math.round(rate),
        rate == 0 ? null : (long) Math.ceil(replay.left() / rate),
        row.startedAt(),
        row.endedAt(),
        row.checksum(),
        row.error(),
        row.receipt());
  }

  // --- promotion and rollback -----------------------------------------------------------------

  /**
   * Shows what a replay has built, as soon as it is where the shown generation is.
   *
   * @throws NotNow if it is not complete, or does not catch up
   */
  public void promote(String id) {
    ReplayRow row = find(id);
    if (!row.state().equals("complete")) {
      throw new NotNow(Reason.NOT_PROMOTABLE, "the replay is " + row.state());
    }
    if (row.upTo() != null || row.purpose() != null) {
      throw new NotNow(
          Reason.NOT_PROMOTABLE, "only a replay of everything, for no purpose, is ever shown");
    }
    promotion.show(row.views(), row.generations(), id);
  }

  /**
   * Shows the generation again that was shown before.
   *
   * @throws NotNow if there is none of this version
   */
  public void rollBack(ViewDefinition<?> view) {
    promotion.rollBack(view);
  }

  // --- one replay -----------------------------------------------------------------------------

  private void run(
      String id,
      ReplayOrder order,
      List<Generation> generations,
      long target,
      long head,
      boolean promote) {
    @Nullable Replay replay = null;
    try {
      Instant begun = clock.instant();
      replay =
          new Replay(
              journal,
              tables,
              order.views(),
              generations,
              target,
              LeftOut.filter(order, journal, head),
              LeftOut.takenBack(order.upTo(), journal, target, head),
              means);
      running.put(id, replay);
      List<String> keys = takeKeysOff(generations);
      replay.run();
      Instant folded = clock.instant();
      putBack(keys);
      Instant keyed = clock.instant();
      List<Map<String, Checksums.Circle>> built = receipts.digests(order.views(), generations);
      handOver(order, generations, target);
      ObjectNode receipt =
          receipts.write(order, generations, built, target, replay).put("head", head);
      receipt
          .putObject("millis")
          .put("folding", Duration.between(begun, folded).toMillis())
          .put("keys", Duration.between(folded, keyed).toMillis())
          .put("proof", Duration.between(keyed, clock.instant()).toMillis());
      try (Connection c = tables.getConnection()) {
        ReplayTable.end(c, id, "complete", replay.position(), replay.events(), null, receipt);
      }
      running.remove(id);
      if (promote) {
        promote(id);
        stuck = null;
      }
    } catch (Replay.Cancelled e) {
      abandon(id, replay, generations, promote, "cancelled", null);
    } catch (UnreadableEvent e) {
      abandon(id, replay, generations, promote, "failed", e.getMessage());
    } catch (SQLException | RuntimeException | InterruptedException | OutOfMemoryError e) {
      String why =
          e instanceof ViewFailure || e instanceof NotNow
              ? String.valueOf(e.getMessage())
              : e.getClass().getSimpleName();
      abandon(id, replay, generations, promote, "failed", why);
    } finally {
      running.remove(id);
      threads.remove(id);
    }
  }

  private List<String> takeKeysOff(List<Generation> generations) throws SQLException {
    List<String> keys = new ArrayList<>();
    try (Connection c = tables.getConnection()) {
      for (Generation generation : generations) {
        keys.addAll(Keys.takeOff(c, generation));
      }
    }
    return keys;
  }

  private void putBack(List<String> keys) throws SQLException {
    try (Connection c = tables.getConnection();
        Statement statement = c.createStatement()) {
      for (String key : keys) {
        statement.execute(key);
      }
    }
  }

  /** From here on the live runner follows; what stands at a date is left alone. */
  private void handOver(ReplayOrder order, List<Generation> generations, long target)
      throws SQLException {
    alone(
        c -> {
          for (Generation generation : generations) {
            if (order.isComplete()) {
              LiveView.goOnFrom(c, generation.schema(), target);
            }
            State next = order.isComplete() ? State.FOLLOWING : State.BOUNDED;
            if (!ViewTables.become(c, generation.schema(), State.BUILDING, next)) {
              throw new Replay.Cancelled(); // another process gave it up
            }
          }
          return true;
        });
  }

  private void abandon(
      String id,
      @Nullable Replay replay,
      List<Generation> generations,
      boolean promote,
      String state,
      @Nullable String why) {
    if (why != null) {
      LOG.error("replay {} failed: {}", id, why);
    }
    if (promote) {
      stuck = why == null ? "its replay was called off" : why;
    }
    try (Connection c = tables.getConnection()) {
      doom(c, generations.stream().map(Generation::schema).toList());
      ReplayTable.end(
          c,
          id,
          state,
          replay == null ? -1 : replay.position(),
          replay == null ? 0 : replay.events(),
          why,
          null);
    } catch (SQLException | RuntimeException e) {
      LOG.error("replay {} left something behind, to be cleaned up later: {}", id, e.toString());
    }
  }

  private static void doom(Connection c, List<String> schemas) throws SQLException {
    for (String schema : schemas) {
      ViewTables.become(c, schema, State.DOOMED);
    }
  }

  // --- beside ---------------------------------------------------------------------------------

  private void watch() {
    boolean begun = false;
    int beats = 0;
    while (!pause(BEAT_MILLIS)) {
      try {
        if (!ready.getAsBoolean()) {
          continue;
        }
        if (!begun) {
          atStart();
          begun = true;
        }
        beat();
        if (beats++ % ERASURE_BEATS == 0) {
          forgetTheErased();
        }
      } catch (SQLException | RuntimeException e) {
        LOG.warn("replays cannot be watched: {}", e.toString());
      }
    }
  }

  /** Builds what this code needs and nobody has built, beside what is shown. */
  private void atStart() throws SQLException {
    List<ViewDefinition<?>> missing = new ArrayList<>();
    long head = journal.lastPosition();
    try (Connection c = tables.getConnection()) {
      for (ViewDefinition<?> view : views) {
        Generation shown = ViewTables.shown(c, view.name());
        boolean other = shown != null && shown.version() != view.version();
        boolean slow =
            shown != null && !other && head - LiveView.position(c, shown.schema()) > FAR_BEHIND;
        if (other || slow) {
          missing.add(view);
        }
      }
    }
    if (!missing.isEmpty()) {
      try {
        order(new ReplayOrder(missing, null, null), true);
      } catch (NotNow e) {
        LOG.info("another process builds: {}", e.getMessage());
      }
    }
  }

  private void beat() throws SQLException {
    try (Connection c = tables.getConnection()) {
      for (Map.Entry<String, Replay> one : running.entrySet()) {
        ReplayTable.beat(c, one.getKey(), one.getValue().position(), one.getValue().events());
      }
      doom(c, ReplayTable.bury(c, SILENCE));
    }
    ViewTables.dropDoomed(tables, DOOM_SECONDS);
  }

  /**
   * What stands at a date still has the rows of who was erased since, and what was made for a
   * purpose those of who withdrew since: it must go.
   */
  private void forgetTheErased() throws SQLException {
    try (Connection c = tables.getConnection()) {
      for (ReplayRow row : ReplayTable.list(c)) {
        boolean bounded = row.upTo() != null || row.purpose() != null;
        if (!bounded || row.receipt() == null) {
          continue;
        }
        List<String> there =
            ViewTables.generations(c).stream()
                .filter(g -> g.state() == State.BOUNDED && row.generations().contains(g.schema()))
                .map(Generation::schema)
                .toList();
        Set<Class<? extends JournalEvent>> ends =
            row.purpose() == null
                ? ViewDefinition.TAKING_BACK
                : Set.of(ErasureRequested.class, TextRedacted.class, ConsentWithdrawn.class);
        long head = row.receipt().path("head").longValue();
        if (!there.isEmpty() && !journal.touched(ends, head).streams().isEmpty()) {
          doom(c, there);
        }
      }
    }
  }

  /** Whether this is closed meanwhile. */
  boolean pause(int millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Calls off what runs here, and waits until it has cleaned up. */
  @Override
  public void close() {
    closing.countDown();
    running.values().forEach(Replay::cancel);
    List<Thread> all = new ArrayList<>(threads.values());
    all.add(watcher);
    for (Thread thread : all) {
      try {
        thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
