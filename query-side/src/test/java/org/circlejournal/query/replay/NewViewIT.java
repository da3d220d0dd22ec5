package org.circlejournal.query.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.query.Histories;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.World;
import org.circlejournal.query.replay.ReplayOrder.UpTo;
import org.circlejournal.query.view.LiveView;
import org.circlejournal.query.view.LiveViews;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.junit.jupiter.api.Test;

/** A read model more on a system that runs: the steps of docs/new-read-model.md, one by one. */
class NewViewIT {

  private static final List<ViewDefinition<?>> ALL = ReadModels.views();
  private static final ViewDefinition<?> NEW = view("ripples");
  private static final ViewDefinition<?> READ = view("attendance");
  private static final List<ViewDefinition<?>> OLD =
      ALL.stream().filter(view -> !view.equals(NEW)).toList();
  private static final int EARLY = 5;
  private static final int CIRCLES = 12;

  /** What one process of the query side runs, with connections of its own. */
  private record Side(HikariDataSource pool, LiveViews live, Replays replays)
      implements AutoCloseable {

    static Side start(World world, List<ViewDefinition<?>> views) {
      HikariDataSource pool = world.database.pool(2 * LiveViews.THREADS);
      LiveViews live = new LiveViews(views, world.journal().source(), pool, pool);
      Replays replays =
          new Replays(
              views,
              world.journal(),
              pool,
              () -> new byte[32],
              new LatestCheckpoint(pool),
              () -> UUID.randomUUID().toString(),
              InstantSource.system(),
              () -> live.waitingFor() == null,
              new Means(2, Long.MAX_VALUE, () -> false));
      live.start();
      replays.start();
      return new Side(pool, live, replays);
    }

    ReplayRow run(ReplayOrder order) {
      String id = replays.order(order);
      await().atMost(Duration.ofSeconds(60)).until(() -> !replays.find(id).isRunning());
      return replays.find(id);
    }

    @Override
    public void close() {
      replays.close();
      live.close();
      pool.close();
    }
  }

  /** Somebody who reads attendance again and again, and expects the same answer each time. */
  private static final class Reader implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger answers = new AtomicInteger();
    private final HikariDataSource pool;
    private final CompletableFuture<Void> reading;

    Reader(World world) {
      this.pool = world.database.pool(1);
      ViewReader reader = new ViewReader(pool);
      var first = reader.read(READ, circle(1)).rows();
      assertThat(first.values()).anyMatch(rows -> !rows.isEmpty());
      this.reading =
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  assertThat(reader.read(READ, circle(1)).rows()).isEqualTo(first);
                  answers.incrementAndGet();
                }
              });
    }

    /** Goes on until it has read at least once more. */
    void stillReads() {
      int before = answers.get();
      await().until(() -> answers.get() > before + 1 || reading.isDone());
      assertThat(reading).isNotDone();
    }

    @Override
    public void close() {
      stop.set(true);
      try {
        reading.join();
      } finally {
        pool.close();
      }
    }
  }

  @Test
  void a_view_that_joins_a_running_system_has_the_whole_history_and_nobody_waits_for_it() {
    try (World world = World.create()) {
      append(world, 1, EARLY);
      long early = last(world);
      append(world, EARLY + 1, CIRCLES);
      try (Side second = joined(world)) {
        ReplayRow row = second.run(new ReplayOrder(List.of(NEW), null, null));
        assertThat(row.error()).isNull();
        assertSame(row, CIRCLES);
        ReplayRow then = second.run(upTo(last(world)));
        assertThat(then.checksum()).isEqualTo(row.checksum());

        long before = last(world);
        append(world, CIRCLES + 1, CIRCLES + 3); // with the first process gone
        caughtUp(world, ALL);
        assertSame(second.run(new ReplayOrder(List.of(NEW), null, null)), CIRCLES + 3);

        // What it was then, when nobody had thought of it.
        assertThat(second.run(upTo(before)).checksum()).isEqualTo(row.checksum());
        ReplayRow atFirst = second.run(upTo(early));
        assertThat(atFirst.target()).isEqualTo(early);
        assertThat(rows(world, atFirst.generations().get(0), CIRCLES + 3))
            .isNotEmpty()
            .isEqualTo(rows(world, world.shown(NEW), EARLY));

        List<List<String>> shown = rows(world, world.shown(NEW), CIRCLES + 3);
        second.replays().promote(row.id());
        assertThat(world.shown(NEW)).isEqualTo(row.generations().get(0));
        assertThat(rows(world, world.shown(NEW), CIRCLES + 3)).isEqualTo(shown);
      }
    }
  }

  /** A process of the old code, one of the new code beside it, and then the new one alone. */
  private static Side joined(World world) {
    try (Side first = Side.start(world, OLD)) {
      caughtUp(world, OLD);
      assertThat(world.rows("select 1 from views.generation where view = 'ripples'")).isEmpty();
      List<List<String>> untouched = stored(world, CIRCLES);
      Side second;
      try (Reader reader = new Reader(world)) {
        second = Side.start(world, ALL);
        caughtUp(world, ALL);
        reader.stillReads();
        assertThat(stored(world, CIRCLES)).isEqualTo(untouched);
        assertThat(rows(world, world.shown(NEW), CIRCLES)).isNotEmpty();
      }
      assertThat(first.live().failures()).isEmpty();
      assertThat(second.live().failures()).isEmpty();
      assertThat(first.replays().stuck()).isNull();
      assertThat(second.replays().stuck()).isNull();
      return second;
    }
  }

  @Test
  void events_that_come_while_both_processes_run_reach_the_new_view_and_the_old_ones() {
    try (World world = World.create()) {
      append(world, 1, EARLY);
      try (Side first = Side.start(world, OLD)) {
        caughtUp(world, OLD);
        try (Reader reader = new Reader(world);
            Side second = Side.start(world, ALL)) {
          append(world, EARLY + 1, CIRCLES);
          caughtUp(world, ALL);
          reader.stillReads();
          assertSame(second.run(new ReplayOrder(ALL, null, null)), CIRCLES);
          reader.stillReads();
        }
        append(world, CIRCLES + 1, CIRCLES + 1); // the new code was taken back: the old one goes on
        caughtUp(world, OLD);
        assertThat(first.live().failures()).isEmpty();
      }
    }
  }

  // --- helpers --------------------------------------------------------------------------------

  private static ViewDefinition<?> view(String name) {
    return ReadModels.views().stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static CircleId circle(long seed) {
    return new CircleId(
        new UUID(((seed * 0x9E3779B97F4A7C15L) & ~0xF000L) | 0x4000L, 0x8000000000000000L | seed)
            .toString());
  }

  private static void append(World world, int from, int to) {
    IntStream.rangeClosed(from, to).forEach(seed -> world.append(Histories.of(seed, circle(seed))));
  }

  private static ReplayOrder upTo(long position) {
    return new ReplayOrder(List.of(NEW), new UpTo.Position(position), null);
  }

  private static long last(World world) {
    return Long.parseLong(
        world.rows("select max(global_index) from journal.domain_event_entry").get(0).get(0));
  }

  /** Until each of these views shows every circle at its last event. */
  private static void caughtUp(World world, List<ViewDefinition<?>> views) {
    List<String> behind = new ArrayList<>();
    for (ViewDefinition<?> view : views) {
      behind.add(
          """
          select circle from (
            select replace(aggregate_identifier, 'ledger-', '')::uuid as circle, max(global_index) as last
              from journal.domain_event_entry group by 1) journal
            left join views.%s_state on circle_id = circle
           where coalesce(position, -1) < last
          """
              .formatted(view.name().replace('-', '_')));
    }
    String there = "select count(*) from views.generation where state = 'shown'";
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                !world.rows("select to_regclass('views.replay')").get(0).get(0).equals("null")
                    && Integer.parseInt(world.rows(there).get(0).get(0)) >= views.size());
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> world.rows(String.join(" union all ", behind)).isEmpty());
    // Segments to which nothing happened say so later; a replay compares itself when all have.
    long last = last(world);
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              for (ViewDefinition<?> view : views) {
                if (position(world, view) < last) {
                  return false;
                }
              }
              return true;
            });
  }

  private static long position(World world, ViewDefinition<?> view) throws SQLException {
    try (Connection c = world.pool().getConnection()) {
      return LiveView.position(c, world.shown(view));
    }
  }

  /** Generations and rows of the old views, with who wrote each and where it lies. */
  private static List<List<String>> stored(World world, int circles) {
    List<List<String>> stored =
        new ArrayList<>(
            world.rows(
                "select schema_name, state, changed_at from views.generation"
                    + " where view <> 'ripples' order by 1"));
    for (ViewDefinition<?> view : OLD) {
      String schema = world.shown(view);
      List<String> tables = new ArrayList<>(List.of("state"));
      view.sheets().forEach(sheet -> tables.add(sheet.table()));
      for (String table : tables) {
        stored.addAll(
            world.rows(
                "select xmin, ctid, t::text from %s.%s t order by ctid".formatted(schema, table)));
      }
    }
    assertThat(stored).hasSizeGreaterThan(circles * OLD.size());
    return stored;
  }

  /** What a generation of the new view shows of the first circles. */
  private static List<List<String>> rows(World world, String schema, int circles) {
    String ids =
        String.join(
            ", ",
            IntStream.rangeClosed(1, circles)
                .mapToObj(i -> "'" + circle(i).value() + "'")
                .toList());
    List<List<String>> rows = new ArrayList<>();
    for (Sheet<?, ?> sheet : NEW.sheets()) {
      rows.addAll(
          world.rows(
              "select '%2$s', t::text from %1$s.%2$s t where circle_id in (%3$s) order by 2"
                  .formatted(schema, sheet.table(), ids)));
    }
    return rows;
  }

  /** That what was built is what is shown, of every circle. */
  private static void assertSame(ReplayRow row, int circles) {
    assertThat(row.state()).isEqualTo("complete");
    List<JsonNode> comparisons =
        Objects.requireNonNull(row.receipt()).get("views").findValues("comparison");
    assertThat(comparisons).hasSameSizeAs(row.views());
    assertThat(comparisons)
        .allSatisfy(
            comparison -> {
              assertThat(comparison.get("same").booleanValue()).isTrue();
              assertThat(comparison.get("circles").intValue()).isEqualTo(circles);
            });
  }
}
