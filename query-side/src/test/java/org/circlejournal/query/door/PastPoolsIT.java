package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The past of more circles than are folded for a question: a replay builds what stood there. Two
 * query sides over one journal, one that folds and one for which two circles are too many. The year
 * is recorded six years before it happens, so that it is past whenever the test runs.
 */
class PastPoolsIT {

  private static final CircleId ONE = Year.circle(1);
  private static final CircleId TWO = Year.circle(2);
  private static final CircleId THREE = Year.circle(3);
  private static final CircleId SCALE = Year.circle(23);
  private static final CircleId BLOCK = Year.circle(24);
  private static final Map<String, Long> SEQUENCES = new HashMap<>();
  private static final World WORLD = threeCirclesAndABlock();
  private static final long HEAD = WORLD.journal().lastPosition();
  private static final Running FOLDING = WORLD.start();
  private static final Running REPLAYING = WORLD.startWith(Past.Limits.class, new Past.Limits(1));
  private static final String DASHBOARD = WORLD.staff(Role.DASHBOARD);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String ASKED =
      "select id from views.replay where asked_at is not null and up_to = 'position %d'"
          + " and '%s' = any (views) and state = 'complete'";

  /** Before any query side is there: what one releases itself is recorded now. */
  private static World threeCirclesAndABlock() {
    World world = World.create();
    List<JournalEvent> all = new ArrayList<>();
    for (CircleId circle : List.of(ONE, TWO, THREE)) {
      Year year = Year.of(circle, circle.equals(THREE) ? "CLINIC-Q" : "CLINIC-P", 8);
      for (int session = 1; session <= 8; session++) {
        year.held(session, 1, 2, 3, 4, 5, 6);
      }
      all.addAll(year.events());
    }
    Instant at = Instant.parse("2026-04-01T12:00:00Z");
    all.add(
        new CirclesGlued(
            SCALE, at, Wave.BASELINE, "cbi", "00", "work", BLOCK, "CLINIC-P", List.of(ONE, TWO)));
    all.add(released(at));
    all.sort(Comparator.comparing(JournalEvent::at));
    all.forEach(event -> append(world, event));
    return world;
  }

  @BeforeAll
  static void ready() {
    for (Running query : List.of(FOLDING, REPLAYING)) {
      await().atMost(SOON).until(() -> query.get("/circles", DASHBOARD).statusCode() == 200);
    }
    WORLD.caughtUp();
  }

  @AfterAll
  static void stop() {
    REPLAYING.close();
    FOLDING.close();
    WORLD.close();
  }

  @Test
  void it_answers_as_if_each_circle_were_folded() {
    List<String> points = new ArrayList<>(List.of("2020-01-01", "2020-02-01", "2020-04-01"));
    points.addAll(List.of("2020-03-09T16:30:00Z", "0", Long.toString(HEAD / 2)));
    Set<String> bodies = new HashSet<>();
    int answers = 0;
    for (String path :
        List.of(
            "/pools/all/attendance",
            "/pools/CLINIC-P/protected-space",
            "/pools/CLINIC-P/burnout-trend",
            "/pools/all/theme-usage",
            "/circles")) {
      for (String point : points) {
        HttpResponse<String> folded = ask(FOLDING, path, point);
        HttpResponse<String> replayed = ask(REPLAYING, path, point);
        assertThat(replayed.body()).as(path + " " + point).isEqualTo(folded.body());
        assertThat(etag(replayed)).isEqualTo(etag(folded));
        bodies.add(path + replayed.body());
        answers++;
      }
    }
    assertThat(answers).isEqualTo(30);
    assertThat(bodies).hasSizeGreaterThan(12);
    assertThat(ask(REPLAYING, "/pools/CLINIC-P/burnout-trend", "2020-04-01").body())
        .contains("\"mean\":60");
    assertThat(ask(REPLAYING, "/pools/CLINIC-P/burnout-trend", "2020-03-31").body())
        .isEqualTo("[]");
  }

  @Test
  void what_was_built_is_kept_for_other_pools_and_other_processes() {
    long point = HEAD / 2 + 1;
    HttpResponse<String> all = ask(REPLAYING, "/pools/all/ripples", Long.toString(point));
    List<List<String>> built = WORLD.rows(ASKED.formatted(point, "ripples"));
    assertThat(built).hasSize(1);
    ask(REPLAYING, "/pools/CLINIC-P/ripples", Long.toString(point));
    try (Running other = WORLD.startWith(Past.Limits.class, new Past.Limits(1))) {
      await().atMost(SOON).until(() -> other.get("/circles", DASHBOARD).statusCode() == 200);
      HttpResponse<String> again = ask(other, "/pools/all/ripples", Long.toString(point));
      assertThat(again.body()).isEqualTo(all.body());
    }
    assertThat(WORLD.rows(ASKED.formatted(point, "ripples"))).isEqualTo(built);
    assertThat(WORLD.rows(ASKED.formatted(point, "attendance"))).isEmpty();
  }

  @Test
  void who_was_erased_since_is_in_none_of_it() {
    long point = HEAD / 2 + 2;
    HttpResponse<String> before = ask(REPLAYING, "/pools/all/attendance", Long.toString(point));
    List<List<String>> built = WORLD.rows(ASKED.formatted(point, "attendance"));
    assertThat(rowsOf(point, "m-3")).isPositive();

    append(
        WORLD,
        new ErasureRequested(ONE, Instant.parse("2026-11-01T00:00:00Z"), Lane.MEMBER, "m-3"));
    WORLD.caughtUp();
    // Another pool: what was answered once is remembered, and names nobody.
    ask(REPLAYING, "/pools/CLINIC-P/attendance", Long.toString(point));
    assertThat(WORLD.rows(ASKED.formatted(point, "attendance")))
        .hasSize(1)
        .doesNotContainAnyElementsOf(built);
    assertThat(rowsOf(point, "m-3")).isZero();
    assertThat(rowsOf(point, "m-4")).isPositive();
    assertThat(ask(REPLAYING, "/pools/all/attendance", Long.toString(point)).body())
        .isEqualTo(before.body());
  }

  @Test
  void the_last_few_are_kept_and_their_rows_go_with_the_others() {
    String kept =
        "select schema_name from views.generation"
            + " where view = 'frame' and state in ('bounded', 'doomed', 'building')";
    String rows = "select id from views.replay where asked_at is not null";
    for (int i = 0; i < 10; i++) {
      ask(REPLAYING, "/pools/all/frame", Integer.toString(5 + i));
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(WORLD.rows(kept)).hasSize(8);
              assertThat(WORLD.rows(rows)).hasSize(8);
            });
    assertThat(WORLD.rows(ASKED.formatted(14, "frame"))).hasSize(1);
    assertThat(WORLD.rows(ASKED.formatted(5, "frame"))).isEmpty();
  }

  @Test
  void while_somebody_else_replays_the_view_it_is_told_to_come_again() {
    String path = "/pools/all/lightness";
    WORLD.database.execute(
        """
        insert into views.replay
          (id, views, generations, state, target, started_at, beat_at, node)
        values ('busy', '{lightness}', '{}', 'running', 5, now(), now() + interval '1 hour', 'x')
        """);
    HttpResponse<String> refused = REPLAYING.get(path + "?asOf=20", DASHBOARD);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("\"replay-running\"").contains("lightness");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(ask(FOLDING, path, "20").statusCode()).isEqualTo(200);
    WORLD.database.execute("delete from views.replay where id = 'busy'");
    assertThat(ask(REPLAYING, path, "20").body()).isEqualTo(ask(FOLDING, path, "20").body());
  }

  // --- helpers --------------------------------------------------------------------------------

  /** Asks until it is there, as a client does that is told to come again. */
  private static HttpResponse<String> ask(Running query, String path, String point) {
    HttpResponse<String> answer =
        await()
            .atMost(SOON)
            .until(
                () -> query.get(path + "?asOf=" + point, DASHBOARD),
                one -> one.statusCode() != 409);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static long rowsOf(long point, String member) {
    String schema =
        WORLD
            .rows(
                "select generations[array_position(views, 'attendance')] from views.replay"
                    + " where id in (%s)".formatted(ASKED.formatted(point, "attendance")))
            .get(0)
            .get(0);
    String count =
        "select count(*) from %s.attendance_by_member where circle_id = '%s' and member_id = '%s'"
            .formatted(schema, ONE, member);
    return Long.parseLong(WORLD.rows(count).get(0).get(0));
  }

  private static ResultReleased released(Instant at) {
    JsonNode release =
        Json.mapper()
            .createObjectNode()
            .put("circleId", BLOCK.value())
            .put("at", at.toString())
            .put("wave", "baseline")
            .put("closedAt", at.toString())
            .put("instrument", "cbi")
            .put("fingerprint", "00")
            .put("scale", "work")
            .put("row", "wave")
            .put("n", 12)
            .put("mean", 60.0)
            .put("declared", false)
            .put("setId", "set")
            .put("k", 5);
    return Json.mapper().convertValue(release, ResultReleased.class);
  }

  private static void append(World world, JournalEvent event) {
    boolean left = event instanceof ResultReleased || event instanceof CirclesGlued;
    String stream = (left ? "ledger-" : "") + event.circleId();
    long sequence = SEQUENCES.merge(stream, 0L, (known, zero) -> known + 1);
    Instant recordedAt = event.at().atZone(Year.BERLIN).minusYears(6).toInstant();
    world.journal().append(stream, sequence, event, recordedAt, Map.of());
  }

  private static String etag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }
}
