package org.circlejournal.query.replay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.circlejournal.query.replay.Share.Late;
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
 * order; circles that are over are written and forgotten. Nothing is shown by it: when it ends, the
 * generations hold the journal up to {@link #target()}, with primary keys.
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

  /** So many circles are taken up again together. */
  private static final int AT_ONCE = 1_000;

  /** When a twentieth of the budget is taken it is told whether it will do. */
  private static final long TOLD = 20;

  /**
   * Nothing more is expected of a circle that has ended and is quiet for so much of the journal.
   */
  private static final long QUIET = 25;

  private final Journal journal;
  private final DataSource tables;
  private final Folding folding;
  private final List<Generation> generations;
  private final long target;
  private final @Nullable Filter filter;
  private final List<Step> beyond;
  private final Means means;
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
   */
  Replay(
      Journal journal,
      DataSource tables,
      List<ViewDefinition<?>> views,
      List<Generation> generations,
      long target,
      @Nullable Filter filter,
      List<Step> beyond,
      Means means) {
    this.journal = journal;
    this.tables = tables;
    this.folding = new Folding(views);
    this.generations = List.copyOf(generations);
    this.target = target;
    this.filter = filter;
    this.beyond = List.copyOf(beyond);
    this.rows = new AtomicLongArray(views.size());
    this.means = means;
    for (int i = 0; i < Share.SHARES; i++) {
      shares.add(new Share(folding, target / QUIET));
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
      catchUp(c);
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
        for (Circle circle :
            shares.get(i).fold(chunk.number(), chunk.last(), steps.get(i), this::check)) {
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
    long whole = load.atMost(position.get(), target, (double) now.size() / Share.SHARES).bytes();
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

  /** In each view only what it reads is written again; the others are told how far it has come. */
  private void catchUp(Connection c) throws SQLException {
    Map<CircleId, Late> late = new LinkedHashMap<>();
    shares.forEach(share -> late.putAll(share.late()));
    for (int i = 0; i < generations.size(); i++) {
      ViewDefinition<?> view = folding.views().get(i);
      Set<CircleId> again = new LinkedHashSet<>();
      late.forEach(
          (circle, one) -> {
            if (one.steps().stream().anyMatch(step -> reads(view, step))) {
              again.add(circle);
            }
          });
      beyond.stream().filter(step -> reads(view, step)).map(Step::circle).forEach(again::add);
      moveOn(c, i, late, again);
      List<CircleId> all = List.copyOf(again);
      for (int from = 0; from < all.size(); from += AT_ONCE) {
        fold(c, i, view, all.subList(from, Math.min(from + AT_ONCE, all.size())), late);
      }
    }
  }

  private static boolean reads(ViewDefinition<?> view, Step step) {
    return step.event() != null && view.readsType(step.event().getClass());
  }

  private void moveOn(Connection c, int number, Map<CircleId, Late> late, Set<CircleId> but)
      throws SQLException {
    Map<CircleId, Mark> marks = new LinkedHashMap<>();
    late.forEach((circle, one) -> marks.put(circle, one.now()));
    marks.keySet().removeAll(but);
    if (marks.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        c.prepareStatement(
            """
            update %s.state s set version = now.version, position = now.position
              from unnest(?::uuid[], ?::bigint[], ?::bigint[]) now (circle_id, version, position)
             where s.circle_id = now.circle_id
            """
                .formatted(generations.get(number).schema()))) {
      update.setArray(1, c.createArrayOf("uuid", uuids(marks.keySet())));
      update.setArray(
          2, c.createArrayOf("bigint", marks.values().stream().map(Mark::version).toArray()));
      update.setArray(
          3, c.createArrayOf("bigint", marks.values().stream().map(Mark::position).toArray()));
      update.executeUpdate();
    }
  }

  private static Object[] uuids(Collection<CircleId> circles) {
    return circles.stream().map(id -> UUID.fromString(id.value())).toArray();
  }

  private <S> void fold(
      Connection c,
      int number,
      ViewDefinition<S> view,
      List<CircleId> circles,
      Map<CircleId, Late> late)
      throws SQLException {
    Generation generation = generations.get(number);
    Folding alone = new Folding(List.of(view));
    Map<CircleId, Circle> again = new LinkedHashMap<>();
    new FoldedTables<>(view, generation.schema())
        .load(c, circles) // without those that were founded after the target
        .forEach((id, folded) -> again.put(id, Folding.restored(id, folded)));
    again.forEach(
        (id, circle) -> {
          Late more = late.get(id);
          if (more != null) {
            more.steps().forEach(s -> alone.step(circle, s.event(), s.recorded()));
          }
        });
    for (Step step : beyond) {
      Circle circle = again.get(step.circle());
      if (circle != null && step.event() != null) {
        alone.forget(circle, step.event(), step.recorded());
      }
    }
    List<String> names = new ArrayList<>(List.of("state"));
    view.sheets().forEach(sheet -> names.add(sheet.table()));
    for (String table : names) {
      try (PreparedStatement delete =
          c.prepareStatement(
              "delete from %s.%s where circle_id = any (?)"
                  .formatted(generation.schema(), table))) {
        delete.setArray(1, c.createArrayOf("uuid", uuids(again.keySet())));
        delete.executeUpdate();
      }
    }
    Writers writers = new Writers(c, alone, List.of(generation));
    for (Circle circle : again.values()) {
      writers.write(circle);
    }
    writers.flush();
    rows.addAndGet(number, writers.rows()[0]);
  }
}
