package org.circlejournal.query.replay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Chunks;
import org.circlejournal.events.journal.Chunks.Chunk;
import org.circlejournal.events.journal.Chunks.Ends;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.RawDecoder;
import org.circlejournal.events.journal.RawEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.query.replay.Budget.Load;
import org.circlejournal.query.replay.Folding.Circle;
import org.circlejournal.query.replay.Share.Step;
import org.circlejournal.query.view.FoldedTables;
import org.circlejournal.query.view.Generation;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Recorded;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewFailure;
import org.jspecify.annotations.Nullable;

/**
 * One pass (or more, where memory does not do for one) through the journal into new generations.
 * Lanes take pieces of it, decode what the views read, and fold circle by circle in the journal's
 * order; circles whose book is closed are written and forgotten. Nothing is shown by it: when it
 * ends, the generations hold the journal up to {@link #target()}, with primary keys.
 */
public final class Replay {

  /** How a replay ends that was called off. */
  public static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Cancelled() {
      super("cancelled");
    }
  }

  /** Which events count; the others are as if they had never been. */
  @FunctionalInterface
  interface Filter {
    boolean passes(CircleId circle, JournalEvent event);
  }

  private record Part(int from, int to) {
    boolean has(int share) {
      return share >= from && share < to;
    }

    int size() {
      return to - from;
    }

    Ends streams() {
      return Share.streams(from, to);
    }

    /** In parts of about the same size, which is no more than this. */
    Deque<Part> cut(int most) {
      Deque<Part> parts = new ArrayDeque<>();
      int count = (size() + most - 1) / most;
      for (int i = 0; i < count; i++) {
        parts.add(new Part(from + size() * i / count, from + size() * (i + 1) / count));
      }
      return parts;
    }
  }

  private static final long ROOM_MILLIS = 50;

  /** When a twentieth of the budget is taken it is told whether it will do. */
  private static final long TOLD = 20;

  private final Journal journal;
  private final DataSource tables;
  private final Folding folding;
  private final List<Generation> generations;
  private final long target;
  private final @Nullable Filter filter;
  private final List<Step> beyond;
  private final Means means;
  private final long known;
  private final List<Share> shares = new ArrayList<>();
  private final Deque<Part> waiting = new ArrayDeque<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final LongAdder events = new LongAdder();
  private final AtomicLongArray rows;
  private final LongAccumulator position = new LongAccumulator(Math::max, StoredEvents.BEGINNING);
  private final AtomicInteger passes = new AtomicInteger(1);
  private volatile Part part = new Part(0, Share.SHARES);
  private volatile boolean cancelled;

  /**
   * @param tables may write to the generations; a connection for each lane
   * @param generations empty, without primary keys, in the order of the views
   * @param target the last position that is read
   * @param filter null lets everything through
   * @param beyond events after the target that take back people or words, see {@link
   *     ViewDefinition#TAKING_BACK}
   * @param known how many circles are known; there may be more
   */
  Replay(
      Journal journal,
      DataSource tables,
      List<ViewDefinition<?>> views,
      List<Generation> generations,
      long target,
      @Nullable Filter filter,
      List<Step> beyond,
      Means means,
      long known) {
    this.journal = journal;
    this.tables = tables;
    this.folding = new Folding(views);
    this.generations = List.copyOf(generations);
    this.target = target;
    this.filter = filter;
    this.beyond = List.copyOf(beyond);
    this.rows = new AtomicLongArray(views.size());
    this.means = means;
    this.known = known;
    for (int i = 0; i < Share.SHARES; i++) {
      shares.add(new Share(folding));
    }
  }

  public long target() {
    return target;
  }

  /** The last position whose piece was folded in this pass. */
  public long position() {
    return position.get();
  }

  /** About how many events are still to be read, in this pass and in those that wait. */
  synchronized long left() {
    double now = (double) part.size() * Math.max(0, target - position.get());
    double later = (double) waiting.stream().mapToInt(Part::size).sum() * target;
    return Math.round((now + later) / Share.SHARES);
  }

  /** Events that were read until now, those nobody decodes included. */
  public long events() {
    return events.sum();
  }

  /** Rows that were written of a view until now, states included. */
  public long rows(int view) {
    return rows.get(view);
  }

  private void count(Writers writers) {
    long[] written = writers.rows();
    for (int i = 0; i < written.length; i++) {
      rows.addAndGet(i, written[i]);
    }
  }

  /** How often the journal is read: once, unless memory does not do. */
  public int passes() {
    return passes.get();
  }

  /** It ends soon, with {@link Cancelled}. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * Reads, folds and writes.
   *
   * @throws Cancelled if it was called off
   * @throws org.circlejournal.events.journal.UnreadableEvent where the journal cannot be read
   * @throws ViewFailure if the tables cannot be written
   */
  void run() {
    for (Part next = part; next != null; next = next()) {
      pass(next);
    }
    try (Connection c = tables.getConnection()) {
      fold(c, late());
    } catch (SQLException e) {
      throw new ViewFailure("cannot write what came late", e);
    }
  }

  private synchronized @Nullable Part next() {
    Part next = waiting.poll();
    if (next != null) {
      part = next;
    }
    return next;
  }

  private void pass(Part now) {
    for (int i = 0; i < Share.SHARES; i++) {
      shares.get(i).begin(now.has(i));
    }
    position.reset();
    try (Chunks chunks = journal.chunks(StoredEvents.BEGINNING, target, folding.names())) {
      chunks.only(now.streams());
      AtomicInteger next = new AtomicInteger();
      CountDownLatch reading = new CountDownLatch(means.lanes());
      onLanes(
          (writers, first) -> {
            try {
              lane(chunks, writers, first);
            } finally {
              reading.countDown();
            }
            while (!reading.await(100, TimeUnit.MILLISECONDS)) {
              check();
            }
            if (!first && means.makesRoom().getAsBoolean()) {
              return;
            }
            for (int i = next.getAndIncrement(); i < Share.SHARES; i = next.getAndIncrement()) {
              for (Circle circle : shares.get(i).open()) {
                writers.write(circle);
                check();
              }
            }
          });
    }
  }

  @FunctionalInterface
  private interface Lane {
    void run(Writers writers, boolean first) throws SQLException, InterruptedException;
  }

  /** The same on all lanes; ends when all have ended. */
  private void onLanes(Lane lane) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < means.lanes(); i++) {
      boolean first = i == 0;
      Thread thread = new Thread(() -> on(lane, first), "replay-lane-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          cancel();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    Throwable failed = failure.get();
    if (failed instanceof RuntimeException e) {
      throw e;
    } else if (failed instanceof Error e) {
      throw e;
    }
  }

  private void on(Lane lane, boolean first) {
    try (Connection c = tables.getConnection();
        Unhurried unhurried = Unhurried.on(c)) {
      Writers writers = new Writers(unhurried.connection(), folding, generations);
      lane.run(writers, first);
      writers.flush();
      count(writers);
    } catch (SQLException e) {
      failure.compareAndSet(null, new ViewFailure("cannot write a generation", e));
    } catch (InterruptedException e) {
      failure.compareAndSet(null, new Cancelled());
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Commits that do not wait for the disk: the hand-over, which comes after all of them, does. */
  private record Unhurried(Connection connection) implements AutoCloseable {

    static Unhurried on(Connection connection) throws SQLException {
      return new Unhurried(connection).say("set synchronous_commit = off");
    }

    private Unhurried say(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return this;
    }

    @Override
    public void close() throws SQLException {
      say("reset synchronous_commit");
    }
  }

  private void check() {
    if (cancelled) {
      throw new Cancelled();
    }
    if (failure.get() != null) {
      throw new Cancelled(); // the first failure is the one that is told
    }
  }

  private void lane(Chunks chunks, Writers writers, boolean first)
      throws SQLException, InterruptedException {
    RawDecoder decoder = journal.decoder();
    for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      check();
      List<List<Step>> steps = steps(chunk, decoder);
      for (int i = 0; i < Share.SHARES; i++) {
        for (Circle circle : shares.get(i).fold(chunk.number(), steps.get(i), this::check)) {
          writers.write(circle);
        }
      }
      events.add(chunk.events().size());
      position.accumulate(chunk.last());
      keepWithinBudget(chunks);
      if (!first) {
        makeRoom();
      }
    }
  }

  /** While others need the machine; the first lane goes on. */
  private void makeRoom() throws InterruptedException {
    while (position.get() < target && means.makesRoom().getAsBoolean()) {
      check();
      TimeUnit.MILLISECONDS.sleep(ROOM_MILLIS);
    }
  }

  private List<List<Step>> steps(Chunk chunk, RawDecoder decoder) {
    Part now = part;
    List<List<Step>> steps = new ArrayList<>();
    for (int i = 0; i < Share.SHARES; i++) {
      steps.add(new ArrayList<>(now.has(i) ? 1 + 2 * chunk.events().size() / Share.SHARES : 0));
    }
    for (RawEvent raw : chunk.events()) {
      CircleId circle = Recorded.circleOf(raw.stream());
      int share = Share.of(circle);
      if (now.has(share)) {
        Step step = step(raw, decoder);
        if (filter == null || step.event() == null || filter.passes(circle, step.event())) {
          steps.get(share).add(step);
        }
      }
    }
    return steps;
  }

  static Step step(RawEvent raw, RawDecoder decoder) {
    Recorded recorded =
        new Recorded(raw.stream(), raw.sequence(), raw.position(), instant(raw.recordedMicros()));
    if (!raw.isFetched()) {
      decoder.typeOf(raw); // a name that the journal does not know stops a replay, too
    }
    return new Step(
        Recorded.circleOf(raw.stream()), raw.isFetched() ? decoder.decode(raw) : null, recorded);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  /**
   * Only as many shares go on as will do with the budget to the end, as far as can be told from a
   * part of it that is taken; the others wait for passes of their own.
   */
  private synchronized void keepWithinBudget(Chunks chunks) {
    Part now = part;
    Load load = shares.stream().map(Share::load).reduce(new Load(0, 0), Load::plus);
    if (load.bytes() <= means.budget() / TOLD || now.size() < 2) {
      return;
    }
    long ours = known * now.size() / Share.SHARES;
    long whole = load.at((double) target / position.get(), ours).bytes();
    if (whole <= means.budget()) {
      return;
    }
    int fit = (int) Math.max(1, now.size() * means.budget() / whole);
    Deque<Part> parts = now.cut(Math.min(fit, now.size() - 1));
    part = parts.remove();
    passes.addAndGet(parts.size());
    waiting.addAll(parts);
    shares.subList(part.to(), now.to()).forEach(Share::leave);
    chunks.only(part.streams());
  }

  // --- circles that went on after they were written -------------------------------------------

  private Map<CircleId, List<Step>> late() {
    Map<CircleId, List<Step>> late = new LinkedHashMap<>();
    shares.forEach(share -> late.putAll(share.late()));
    beyond.forEach(step -> late.computeIfAbsent(step.circle(), circle -> new ArrayList<>()));
    return late;
  }

  private void fold(Connection c, Map<CircleId, List<Step>> late) throws SQLException {
    if (late.isEmpty()) {
      return;
    }
    Map<CircleId, Circle> circles = new LinkedHashMap<>();
    late.keySet().forEach(id -> circles.put(id, folding.begin(id)));
    for (int i = 0; i < generations.size(); i++) {
      restore(c, circles, folding.views().get(i), i);
    }
    circles.values().removeIf(circle -> circle.folded().equals(Mark.NONE)); // founded later
    for (Map.Entry<CircleId, List<Step>> one : late.entrySet()) {
      Circle circle = circles.get(one.getKey());
      if (circle != null) {
        one.getValue().forEach(step -> folding.step(circle, step.event(), step.recorded()));
      }
    }
    for (Step step : beyond) {
      Circle circle = circles.get(step.circle());
      if (circle != null && step.event() != null) {
        folding.forget(circle, step.event(), step.recorded());
      }
    }
    UUID[] ids =
        circles.keySet().stream().map(id -> UUID.fromString(id.value())).toArray(UUID[]::new);
    for (int i = 0; i < generations.size(); i++) {
      List<String> names = new ArrayList<>(List.of("state"));
      folding.views().get(i).sheets().forEach(sheet -> names.add(sheet.table()));
      for (String table : names) {
        try (PreparedStatement delete =
            c.prepareStatement(
                "delete from %s.%s where circle_id = any (?)"
                    .formatted(generations.get(i).schema(), table))) {
          delete.setArray(1, c.createArrayOf("uuid", ids));
          delete.executeUpdate();
        }
      }
    }
    Writers writers = new Writers(c, folding, generations);
    for (Circle circle : circles.values()) {
      writers.write(circle);
    }
    writers.flush();
    count(writers);
  }

  private <S> void restore(
      Connection c, Map<CircleId, Circle> circles, ViewDefinition<S> view, int number)
      throws SQLException {
    new FoldedTables<>(view, generations.get(number).schema())
        .load(c, circles.keySet())
        .forEach(
            (id, folded) ->
                folding.restore(Objects.requireNonNull(circles.get(id)), number, folded));
  }
}
