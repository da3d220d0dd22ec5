package org.circlejournal.query.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.Histories;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.circlejournal.query.replay.ReplayOrder.UpTo;
import org.circlejournal.query.replay.Replays.NotNow;
import org.circlejournal.query.view.LiveViews;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;
import org.junit.jupiter.api.Test;

class ReplaysIT {

  private static final List<ViewDefinition<?>> VIEWS = ReadModels.views();
  private static final ReplayOrder ALL = new ReplayOrder(VIEWS, null, null);
  private static final Set<Class<?>> ENDS =
      Set.of(CircleClosed.class, CircleSealed.class, CircleErased.class);
  private static final String LAST = "select max(global_index) from journal.domain_event_entry";
  private static final String GAP =
      """
      select setval(pg_get_serial_sequence('journal.domain_event_entry', 'global_index'), 50000)
      """;
  private static final String MARKS =
      "select (circle_id, version, position, read_version, read_position)::text from %s.state"
          + " order by circle_id";
  private static final String LEFT =
      "select schema_name from views.generation where state in ('building', 'doomed')";

  /** Live views and replays over one world, as a process of the query side runs them. */
  private record Side(LiveViews live, Replays replays, HikariDataSource pool)
      implements AutoCloseable {

    static Side of(World world, List<ViewDefinition<?>> views, Means means) {
      HikariDataSource pool = world.database.pool(8);
      LiveViews live =
          new LiveViews(views, world.journal().source(), world.database.dataSource(), pool);
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
              means);
      live.start();
      replays.start();
      return new Side(live, replays, pool);
    }

    ReplayRow run(ReplayOrder order) {
      return ended(replays.order(order));
    }

    ReplayRow ended(String id) {
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

  private static Means lanes(int lanes, long budget) {
    return new Means(lanes, budget, () -> false);
  }

  private static World world(int circles) {
    World world = World.create();
    IntStream.rangeClosed(1, circles).forEach(seed -> world.append(years(seed)));
    return world;
  }

  /** Ids as random as real ones, so that they lie in many shares. */
  private static List<JournalEvent> years(long seed) {
    return Histories.of(seed, circle(seed));
  }

  private static CircleId circle(long seed) {
    return new CircleId(
        new UUID(((seed * 0x9E3779B97F4A7C15L) & ~0xF000L) | 0x4000L, 0x8000000000000000L | seed)
            .toString());
  }

  private static Side side(World world) {
    Side side = Side.of(world, VIEWS, lanes(3, Long.MAX_VALUE));
    await().until(() -> side.live().waitingFor() == null);
    return side;
  }

  @Test
  void a_replay_is_what_is_shown_and_can_be_shown_itself() {
    try (World world = world(12);
        Side side = side(world)) {
      world.caughtUp();
      List<String> before = world.dump();

      ReplayRow row = side.run(ALL);
      assertThat(row.error()).isNull();
      assertThat(row.state()).isEqualTo("complete");
      assertThat(row.position()).isEqualTo(last(world));
      assertThat(row.events()).isEqualTo(last(world));
      assertThat(row.checksum()).startsWith("hmac-sha256:");
      assertThat(comparisons(row))
          .hasSize(VIEWS.size())
          .allSatisfy(c -> assertThat(c.get("same").asBoolean()).isTrue());

      side.replays().promote(row.id());
      assertThat(VIEWS.stream().map(world::shown)).isEqualTo(row.generations());
      assertThat(world.dump()).isEqualTo(before);
      assertThat(side.replays().find(row.id()).state()).isEqualTo("promoted");

      world.append(years(99));
      world.caughtUp(); // what is shown now goes on by itself
      List<String> after = world.dump();
      assertThat(after).hasSizeGreaterThan(before.size());

      for (ViewDefinition<?> view : VIEWS) {
        side.replays().rollBack(view);
      }
      assertThat(VIEWS.stream().map(world::shown))
          .isEqualTo(VIEWS.stream().map(ViewDefinition::generation).toList());
      world.caughtUp(); // and so does what was shown before
      assertThat(world.dump()).isEqualTo(after);
    }
  }

  @Test
  void any_number_of_lanes_and_any_budget_give_the_same_checksum() {
    try (World world = world(20);
        Side many = side(world);
        Side one = Side.of(world, VIEWS, lanes(1, Long.MAX_VALUE));
        Side crowded = Side.of(world, VIEWS, new Means(3, Long.MAX_VALUE, () -> true));
        Side poor = Side.of(world, VIEWS, lanes(2, 40_000))) {
      world.caughtUp();
      ReplayRow row = many.run(ALL);
      assertThat(crowded.run(ALL).checksum()).isEqualTo(row.checksum());
      assertThat(receipt(row).get("passes").intValue()).isEqualTo(1);
      assertThat(one.run(ALL).checksum()).isEqualTo(row.checksum());
      ReplayRow split = poor.run(ALL);
      assertThat(receipt(split).get("passes").intValue()).isGreaterThan(2);
      assertThat(receipt(split).get("events").longValue())
          .as("what later passes do not fold, the store passes over")
          .isLessThan(2 * receipt(row).get("events").longValue());
      assertThat(split.checksum()).isEqualTo(row.checksum());
    }
  }

  @Test
  void a_circle_that_went_on_after_it_had_ended_and_was_quiet_is_as_if_it_had_been_held() {
    try (World world = World.create();
        Side many = side(world);
        Side one = Side.of(world, VIEWS, lanes(1, Long.MAX_VALUE));
        Side poor = Side.of(world, VIEWS, lanes(2, 40_000))) {
      Instant end = Instant.parse("2029-05-01T12:00:00Z");
      for (long seed = 1; seed <= 6; seed++) {
        CircleId id = circle(seed);
        world.append(
            years(seed).stream()
                .filter(event -> !ENDS.contains(event.getClass()))
                .filter(event -> !(event instanceof ErasureRequested))
                .toList());
        world.append(
            List.of(
                new CircleClosed(id, end, ClosureReason.COMPLETED),
                new SurveyWaveClosed(id, end, Wave.FOLLOW_UP)));
      }
      world.database.execute(GAP); // as if much had been recorded of others
      world.append(List.of(new CircleSealed(circle(1), end), new CircleSealed(circle(2), end)));
      world.append(
          List.of(
              new ConsentWithdrawn(
                  circle(3), end, Lane.MEMBER, Year.member(1).value(), Purpose.TAKE_PART)));
      world.append(
          years(4).stream().filter(event -> event instanceof ResultReleased).limit(1).toList());
      world.caughtUp();
      ReplayRow row = many.run(ALL);
      assertThat(comparisons(row))
          .hasSize(VIEWS.size())
          .allSatisfy(c -> assertThat(c.get("same").asBoolean()).as(c.toString()).isTrue())
          .allSatisfy(c -> assertThat(c.get("moving").intValue()).as(c.toString()).isZero());
      for (int i = 0; i < VIEWS.size(); i++) {
        assertThat(world.rows(MARKS.formatted(row.generations().get(i))))
            .isEqualTo(world.rows(MARKS.formatted(VIEWS.get(i).generation())));
      }
      assertThat(one.run(ALL).checksum()).isEqualTo(row.checksum());
      assertThat(poor.run(ALL).checksum()).isEqualTo(row.checksum());
    }
  }

  @Test
  void a_difference_is_told_with_circle_line_and_event() throws SQLException {
    try (World world = world(3);
        Side side = side(world)) {
      world.caughtUp();
      try (Connection c = world.pool().getConnection();
          PreparedStatement falsify =
              c.prepareStatement(
                  "update attendance_v%d.attendance set present = present + 1"
                          .formatted(attendance().version())
                      + " where circle_id = ?::uuid and line = 0")) {
        falsify.setString(1, circle(2).value());
        assertThat(falsify.executeUpdate()).isEqualTo(1);
      }
      ReplayRow row = side.run(new ReplayOrder(List.of(attendance()), null, null));
      JsonNode comparison = comparisons(row).get(0);
      assertThat(comparison.get("same").asBoolean()).isFalse();
      JsonNode difference = comparison.get("difference");
      assertThat(difference.get("circleId").textValue()).isEqualTo(circle(2).value());
      assertThat(difference.get("sheet").textValue()).isEqualTo("attendance");
      assertThat(difference.get("line").intValue()).isZero();
      assertThat(difference.get("event").textValue()).contains(".");
      assertThat(difference.get("position").longValue()).isPositive();
    }
  }

  @Test
  void up_to_a_position_or_a_time_it_is_what_was_shown_then() {
    try (World world = world(4);
        Side side = side(world)) {
      world.caughtUp();
      ReplayRow then = side.run(ALL);
      long position = last(world);
      Instant recorded = Instant.parse(recorded(world));
      world.append(years(50));
      world.caughtUp();
      ReplayRow at = side.run(new ReplayOrder(VIEWS, new UpTo.Position(position), null));
      assertThat(at.checksum()).isEqualTo(then.checksum());
      assertThat(at.target()).isEqualTo(position);
      assertThatThrownBy(() -> side.replays().promote(at.id())).isInstanceOf(NotNow.class);
      assertThatThrownBy(
              () -> side.run(new ReplayOrder(VIEWS, new UpTo.Position(last(world) + 1), null)))
          .isInstanceOf(NotNow.class);
      ReplayRow early =
          side.run(new ReplayOrder(VIEWS, new UpTo.RecordedAt(recorded.minusSeconds(1)), null));
      assertThat(early.target()).isLessThan(position);
      ReplayRow happened =
          side.run(
              new ReplayOrder(VIEWS, new UpTo.At(Instant.parse("2025-01-01T00:00:00Z")), null));
      assertThat(rows(world, happened)).isZero();
    }
  }

  /** They were let back in once: what takes them back was read, and not applied. */
  @Test
  void who_was_erased_does_not_come_back_with_a_position_or_time_of_before() {
    try (World world = world(2);
        Side side = side(world)) {
      world.caughtUp();
      UpTo before = new UpTo.Position(last(world));
      String member =
          world
              .rows(
                  "select member_id from views.attendance_by_member where circle_id = '%s' limit 1"
                      .formatted(circle(1)))
              .get(0)
              .get(0);
      Instant happened = Instant.parse("2100-01-01T00:00:00Z");
      ReplayOrder then = new ReplayOrder(List.of(attendance()), before, null);
      assertThat(rowsOf(world, side.run(then), member)).isPositive();

      world.append(List.of(new ErasureRequested(circle(1), happened, Lane.MEMBER, member)));
      world.caughtUp();
      ReplayRow again = side.run(then);
      assertThat(rowsOf(world, again, member)).isZero();
      assertThat(rows(world, again, "attendance_by_member")).isPositive();
      ReplayOrder at =
          new ReplayOrder(List.of(attendance()), new UpTo.At(happened.minusSeconds(1)), null);
      ReplayRow dated = side.run(at);
      assertThat(rowsOf(world, dated, member)).isZero();
      assertThat(rows(world, dated, "attendance_by_member")).isPositive();
    }
  }

  private static long rowsOf(World world, ReplayRow row, String member) {
    String count =
        "select count(*) from %s.attendance_by_member where circle_id = '%s' and member_id = '%s'"
            .formatted(row.generations().get(0), circle(1), member);
    return Long.parseLong(world.rows(count).get(0).get(0));
  }

  @Test
  void who_does_not_consent_is_left_out_of_a_replay_for_a_purpose() {
    try (World world = world(4);
        Side side = side(world)) {
      world.caughtUp();
      ReplayRow row =
          side.run(new ReplayOrder(List.of(attendance()), null, Purpose.RESEARCH_PARTICIPATION));
      assertThat(row.state()).isEqualTo("complete");
      // Histories give no consent to research: nobody is in it.
      assertThat(rows(world, row, "attendance_by_member")).isZero();
      assertThat(world.rows("select count(*) from views.attendance_by_member").get(0).get(0))
          .isNotEqualTo("0");
      assertThatThrownBy(() -> side.replays().promote(row.id()))
          .isInstanceOf(NotNow.class)
          .hasMessageContaining("purpose");
    }
  }

  @Test
  void a_poisoned_journal_stops_a_replay_and_nothing_of_it_stays() {
    try (World world = world(2);
        Side side = side(world)) {
      world.caughtUp();
      long position = last(world);
      forge(world, circle(1));
      await().atMost(Duration.ofSeconds(20)).until(() -> !side.live().failures().isEmpty());
      ReplayRow row = side.run(ALL);
      assertThat(row.state()).isEqualTo("failed");
      assertThat(row.error())
          .contains("circle.CircleMoonstruck", Long.toString(position + 1), "unknown name");
      awaitClean(world);
    }
  }

  @Test
  void a_second_replay_of_a_view_is_refused_and_one_that_is_called_off_leaves_nothing() {
    try (World world = world(60);
        Side side = side(world)) {
      String id = side.replays().order(ALL);
      assertThatThrownBy(
              () -> side.replays().order(new ReplayOrder(List.of(attendance()), null, null)))
          .isInstanceOfSatisfying(
              NotNow.class, e -> assertThat(e.reason()).isEqualTo(Replays.Reason.RUNNING));
      side.replays().cancel(id);
      assertThat(side.ended(id).state()).isIn("cancelled", "complete");
      if (side.ended(id).state().equals("cancelled")) {
        awaitClean(world);
      }
      assertThat(side.run(new ReplayOrder(List.of(attendance()), null, null)).state())
          .isEqualTo("complete");
    }
  }

  @Test
  void what_a_dead_process_left_is_cleaned_up_by_another() throws SQLException {
    try (World world = world(1);
        Side side = side(world);
        Connection c = world.pool().getConnection()) {
      var generation = org.circlejournal.query.view.ViewTables.begin(c, attendance());
      ReplayTable.insert(
          c, "dead", List.of("attendance"), List.of(generation.schema()), null, null, 5, "gone");
      c.createStatement().execute("update views.replay set beat_at = now() - interval '1 minute'");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> side.replays().find("dead").state().equals("failed"));
      awaitClean(world);
      assertThat(side.run(new ReplayOrder(List.of(attendance()), null, null)).state())
          .isEqualTo("complete");
    }
  }

  @Test
  void a_new_version_of_a_view_is_built_beside_the_old_one_and_then_shown() {
    try (World world = world(3)) {
      String counts = "select circle_id, events from views.counted order by 1";
      List<List<String>> before;
      try (Side side = Side.of(world, List.of(counted(1)), lanes(2, Long.MAX_VALUE))) {
        await().until(() -> side.live().waitingFor() == null);
        await().until(() -> total(world) == last(world));
        before = world.rows(counts);
        assertThat(side.live().failures()).isEmpty();
      }
      try (Side side = Side.of(world, List.of(counted(2)), lanes(2, Long.MAX_VALUE))) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> world.shown(counted(2)).startsWith("counted_v2"));
        assertThat(world.rows(counts)).isEqualTo(before);
        assertThat(side.replays().stuck()).isNull();
        world.append(years(7));
        await().until(() -> total(world) == last(world));
      }
      try (Side side = Side.of(world, List.of(counted(1)), lanes(2, Long.MAX_VALUE))) {
        await() // the older code is back, and so is its generation, whole
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    world.shown(counted(1)).startsWith("counted_v1")
                        && total(world) == last(world));
        assertThat(side.replays().stuck()).isNull();
      }
    }
  }

  // --- helpers --------------------------------------------------------------------------------

  /** A view only of this test. */
  record Counted(int events) {
    List<Counted> rows() {
      return List.of(this);
    }
  }

  private static ViewDefinition<Counted> counted(int version) {
    return ViewDefinition.named("counted", version, Counted.class, circle -> new Counted(0))
        .onEvery((counted, event, recorded) -> new Counted(counted.events() + 1))
        .ignores(JournalEvent.class)
        .shows(Sheet.of("counted", Counted.class, Counted::rows))
        .build();
  }

  private static long total(World world) {
    String sum = world.rows("select coalesce(sum(events), 0) from views.counted").get(0).get(0);
    return Long.parseLong(sum);
  }

  private static ViewDefinition<?> attendance() {
    return VIEWS.stream().filter(v -> v.name().equals("attendance")).findFirst().orElseThrow();
  }

  private static void awaitClean(World world) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                world.rows(LEFT).isEmpty()
                    && world
                        .rows("select 1 from pg_namespace where nspname like '%\\_r%'")
                        .isEmpty());
  }

  private static long last(World world) {
    return Long.parseLong(world.rows(LAST).get(0).get(0));
  }

  private static String recorded(World world) {
    return world
        .rows(
            "select to_char(max(time_stamp) at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                + " from journal.domain_event_entry")
        .get(0)
        .get(0);
  }

  private static long rows(World world, ReplayRow row, String table) {
    String count = "select count(*) from %s.%s".formatted(row.generations().get(0), table);
    return Long.parseLong(world.rows(count).get(0).get(0));
  }

  private static long rows(World world, ReplayRow row) {
    long rows = 0;
    for (int i = 0; i < VIEWS.size(); i++) {
      for (Sheet<?, ?> sheet : VIEWS.get(i).sheets()) {
        String count =
            "select count(*) from %s.%s".formatted(row.generations().get(i), sheet.table());
        rows += Long.parseLong(world.rows(count).get(0).get(0));
      }
    }
    return rows;
  }

  private static JsonNode receipt(ReplayRow row) {
    return Objects.requireNonNull(row.receipt());
  }

  private static List<JsonNode> comparisons(ReplayRow row) {
    return receipt(row).get("views").findValues("comparison");
  }

  private static void forge(World world, CircleId circle) {
    try (Connection c = world.pool().getConnection();
        PreparedStatement insert =
            c.prepareStatement(
                """
                insert into journal.domain_event_entry
                  (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
                   payload_type, payload_revision, payload, meta_data)
                values (?, ?, 'Circle', gen_random_uuid(), now(), 'circle.CircleMoonstruck', '1',
                        '{}'::bytea, '{}'::bytea)
                """)) {
      insert.setString(1, circle.value());
      insert.setLong(2, world.version(circle) + 1);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
