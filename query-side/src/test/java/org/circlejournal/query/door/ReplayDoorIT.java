package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.Histories;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replays and the status of views over HTTP: who may, what is answered, what is refused. */
class ReplayDoorIT {

  private static final World WORLD = World.create();
  private static final CircleId CIRCLE = Year.circle(1);
  private static final String MEMBER = WORLD.member(CIRCLE);
  private static final String RESEARCHER = WORLD.staff(Role.RESEARCHER);
  private static final String OPERATOR = WORLD.staff(Role.OPERATOR);
  private static final String DASHBOARD = WORLD.staff(Role.DASHBOARD);
  private static final String ATTENDANCE = "/circles/" + CIRCLE + "/attendance";
  private static final Running QUERY = WORLD.start();

  @BeforeAll
  static void some_years() {
    WORLD.append(Year.of(CIRCLE, "CLINIC-A", 8).starts(1).events());
    for (long seed = 2; seed <= 6; seed++) {
      WORLD.append(Histories.of(seed));
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> QUERY.get("/circles", DASHBOARD).statusCode() == 200);
    WORLD.caughtUp();
  }

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  @Test
  void a_researcher_orders_a_replay_and_an_operator_shows_it_and_takes_it_back() {
    HttpResponse<String> before = QUERY.get(ATTENDANCE, DASHBOARD);
    assertThat(before.statusCode()).isEqualTo(200);

    HttpResponse<String> ordered = QUERY.post("/replays", RESEARCHER, "{\"view\":\"all\"}");
    assertThat(ordered.statusCode()).isEqualTo(202);
    String path = ordered.headers().firstValue("Location").orElseThrow();
    assertThat(path).isEqualTo("/replays/" + json(ordered).path("id").textValue());
    assertThat(json(ordered).path("views")).hasSameSizeAs(ReadModels.views());

    JsonNode row = complete(path);
    assertThat(row.path("position")).isEqualTo(row.path("target"));
    assertThat(row.path("upTo").isNull()).isTrue();
    assertThat(row.path("remainingSeconds").isNull()).isTrue();
    assertThat(row.path("checksum").textValue()).startsWith("hmac-sha256:");
    assertThat(row.path("receipt").findValues("comparison"))
        .hasSameSizeAs(ReadModels.views())
        .allSatisfy(one -> assertThat(one.path("same").booleanValue()).isTrue());
    assertThat(QUERY.get(path, OPERATOR).body()).isEqualTo(QUERY.get(path, RESEARCHER).body());
    assertThat(generation(QUERY.get(ATTENDANCE, DASHBOARD))).isEqualTo(generation(before));

    HttpResponse<String> shown = QUERY.post(path + "/promotion", OPERATOR, "{}");
    assertThat(shown.statusCode()).as(shown.body()).isEqualTo(202);
    assertThat(json(shown).path("state").textValue()).isEqualTo("promoted");
    HttpResponse<String> after = awaitOther(generation(before));
    assertThat(texts(row.path("generations"))).contains(generation(after));
    assertThat(after.body()).isEqualTo(before.body());
    assertThat(etag(after)).isEqualTo(etag(before));

    // What it showed as it was built is what it is told to show now.
    JsonNode receipt = of(row.path("receipt").path("views"), "attendance");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonNode status = of(json(QUERY.get("/status", OPERATOR)), "attendance");
              assertThat(status.path("generation").textValue()).isEqualTo(generation(after));
              assertThat(status.path("checksum")).isEqualTo(receipt.path("checksum"));
              assertThat(status.path("position")).isEqualTo(row.path("target"));
              assertThat(status.path("lagMillis").longValue()).isZero();
              assertThat(status.path("state").textValue()).isEqualTo("live");
              assertThat(status.path("error").isNull()).isTrue();
            });

    assertRefused(QUERY.post(path + "/promotion", OPERATOR, ""), 409, "replay-not-promotable");
    assertRefused(QUERY.send("DELETE", path, RESEARCHER), 409, "replay-promoted");

    HttpResponse<String> back = QUERY.send("POST", "/views/attendance/rollback", OPERATOR);
    assertThat(back.statusCode()).as(back.body()).isEqualTo(202);
    assertThat(json(back).path("generation").textValue()).isEqualTo(generation(before));
    HttpResponse<String> former = awaitOther(generation(after));
    assertThat(generation(former)).isEqualTo(generation(before));
    assertThat(etag(former)).isEqualTo(etag(before));
  }

  @Test
  void whoever_reads_notices_nothing_of_replays_promotions_and_rollbacks() throws Exception {
    HttpResponse<String> before = QUERY.get(ATTENDANCE, DASHBOARD);
    long position = position(before);
    AtomicBoolean over = new AtomicBoolean();
    List<String> wrong = new ArrayList<>();
    List<String> generations = new ArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              while (!over.get()) {
                HttpResponse<String> now = QUERY.get(ATTENDANCE, DASHBOARD);
                HttpResponse<String> list = QUERY.get("/circles?limit=3", DASHBOARD);
                HttpResponse<String> pool = QUERY.get("/pools/all/attendance", DASHBOARD);
                if (now.statusCode() != 200
                    || !etag(now).equals(etag(before))
                    || position(now) < position) {
                  wrong.add(now.statusCode() + " " + now.headers().map() + " " + now.body());
                }
                Stream.of(list, pool)
                    .filter(answer -> answer.statusCode() != 200)
                    .forEach(answer -> wrong.add(answer.statusCode() + " " + answer.body()));
                if (generations.isEmpty()
                    || !generations.get(generations.size() - 1).equals(generation(now))) {
                  generations.add(generation(now));
                }
              }
            });
    reader.start();
    for (int i = 0; i < 3; i++) {
      String path = order("{\"views\":[\"attendance\",\"circles\"]}");
      complete(path);
      String shown = generation(QUERY.get(ATTENDANCE, DASHBOARD));
      assertThat(QUERY.send("POST", path + "/promotion", OPERATOR).statusCode()).isEqualTo(202);
      String promoted = generation(awaitOther(shown));
      assertThat(QUERY.send("POST", "/views/attendance/rollback", OPERATOR).statusCode())
          .isEqualTo(202);
      awaitOther(promoted);
    }
    over.set(true);
    reader.join();
    assertThat(wrong).isEmpty();
    assertThat(generations).hasSizeGreaterThanOrEqualTo(7);
  }

  @Test
  void an_order_is_read_strictly() {
    assertRefused(QUERY.post("/replays", RESEARCHER, "{\"vue\":\"all\"}"), 400, "unknown-field");
    assertRefused(QUERY.post("/replays", RESEARCHER, "{}"), 400, "missing-field");
    assertRefused(QUERY.post("/replays", RESEARCHER, "[]"), 400, "malformed-json");
    assertRefused(QUERY.post("/replays", RESEARCHER, "{\"view\":"), 400, "malformed-json");
    for (String wrong :
        List.of(
            "{\"view\":\"all\",\"views\":[\"attendance\"]}",
            "{\"view\":7}",
            "{\"views\":[]}",
            "{\"views\":[\"attendance\",\"attendance\"]}",
            "{\"views\":\"attendance\"}",
            "{\"view\":\"all\",\"upToAt\":\"2026-03-31\"}",
            "{\"view\":\"all\",\"upToAt\":\"2126-03-31T00:00:00Z\"}",
            "{\"view\":\"all\",\"upToRecorded\":\"2126-03-31T00:00:00Z\"}",
            "{\"view\":\"all\",\"upToPosition\":-1}",
            "{\"view\":\"all\",\"upToPosition\":1.5}",
            "{\"view\":\"all\",\"upToPosition\":\"5\"}",
            "{\"view\":\"all\",\"upToPosition\":1000000}",
            "{\"view\":\"all\",\"upToPosition\":5,\"upToAt\":\"2026-03-31T00:00:00Z\"}",
            "{\"view\":\"all\",\"purpose\":\"research-answers\"}",
            "{\"view\":\"all\",\"purpose\":\"curiosity\"}",
            "{\"view\":\"nobodys\",\"purpose\":\"curiosity\"}")) {
      HttpResponse<String> answer = QUERY.post("/replays", RESEARCHER, wrong);
      assertThat(code(answer)).as(wrong).isEqualTo("invalid-value");
      assertThat(json(answer).path("fields").isEmpty()).as(wrong).isFalse();
    }
    assertRefused(QUERY.post("/replays", RESEARCHER, "{\"view\":\"none\"}"), 404, "view-unknown");
    assertRefused(
        QUERY.post("/replays", RESEARCHER, "{\"view\":\"" + "x".repeat(1 << 20) + "\"}"),
        413,
        "body-too-large");
    assertRefused(QUERY.send("POST", "/replays", RESEARCHER), 415, "media-type-unsupported");
    assertRefused(QUERY.send("PUT", "/replays", RESEARCHER), 405, "method-not-allowed");
    assertRefused(QUERY.get("/replays/none", RESEARCHER), 404, "replay-unknown");
    assertRefused(QUERY.get("/replays/none/stream", RESEARCHER), 404, "replay-unknown");
    assertRefused(QUERY.send("DELETE", "/replays/none", RESEARCHER), 404, "replay-unknown");
    assertRefused(QUERY.send("POST", "/replays/none/promotion", OPERATOR), 404, "replay-unknown");
    assertRefused(QUERY.send("POST", "/views/none/rollback", OPERATOR), 404, "view-unknown");
    assertRefused(
        QUERY.send("POST", "/views/theme-usage/rollback?hard=1", OPERATOR), 400, "invalid-value");
    assertRefused(
        QUERY.post("/views/theme-usage/rollback", OPERATOR, "{\"to\":1}"), 400, "unknown-field");
    assertRefused(QUERY.get("/replays?limit=0", RESEARCHER), 400, "invalid-value");
    assertRefused(QUERY.get("/replays?after=none", RESEARCHER), 400, "invalid-value");
  }

  @Test
  void who_may_not_is_told_so_before_anything_else() {
    assertRefused(QUERY.post("/replays", "", "nonsense"), 401, "token-missing");
    for (String token : List.of(MEMBER, DASHBOARD, OPERATOR)) {
      assertRefused(QUERY.post("/replays", token, "nonsense"), 403, "role-not-allowed");
      assertRefused(QUERY.send("DELETE", "/replays/none", token), 403, "role-not-allowed");
    }
    for (String token : List.of(MEMBER, DASHBOARD, RESEARCHER)) {
      assertRefused(QUERY.send("POST", "/replays/none/promotion", token), 403, "role-not-allowed");
      assertRefused(QUERY.send("POST", "/views/none/rollback", token), 403, "role-not-allowed");
      assertRefused(QUERY.get("/status", token), 403, "role-not-allowed");
    }
    for (String token : List.of(MEMBER, DASHBOARD)) {
      assertRefused(QUERY.get("/replays", token), 403, "role-not-allowed");
      assertRefused(QUERY.get("/replays/none", token), 403, "role-not-allowed");
      assertRefused(QUERY.get("/replays/none/stream", token), 403, "role-not-allowed");
    }
  }

  @Test
  void a_page_needs_its_csrf_token_to_change_something() {
    HttpResponse<String> signed = QUERY.post("/session", "", "{\"token\":\"" + RESEARCHER + "\"}");
    String cookie = signed.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    String csrf = json(signed).path("csrfToken").textValue();
    String order = "{\"view\":\"frame\",\"upToPosition\":3}";
    assertRefused(QUERY.post("/replays", "", order, "Cookie", cookie), 403, "csrf-token-missing");
    HttpResponse<String> ordered =
        QUERY.post("/replays", "", order, "Cookie", cookie, "X-CSRF-Token", csrf);
    assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(202);
    assertThat(complete("/replays/" + json(ordered).path("id").textValue()).path("upTo"))
        .hasToString("\"position 3\"");
  }

  @Test
  void what_stands_at_a_date_or_is_for_a_purpose_is_never_shown_and_can_be_given_up() {
    for (String order :
        List.of(
            "{\"view\":\"ripples\",\"upToAt\":\"2026-03-31T22:00:00Z\"}",
            "{\"view\":\"ripples\",\"upToRecorded\":\"2026-03-31T22:00:00Z\"}",
            "{\"view\":\"ripples\",\"purpose\":\"research-participation\"}",
            "{\"view\":\"ripples\",\"purpose\":\"take-part\",\"upToPosition\":40}")) {
      String path = order(order);
      String generation = complete(path).path("generations").get(0).textValue();
      assertRefused(
          QUERY.send("POST", path + "/promotion", OPERATOR), 409, "replay-not-promotable");
      HttpResponse<String> off = QUERY.send("DELETE", path, RESEARCHER);
      assertThat(off.statusCode()).isEqualTo(202);
      assertThat(json(off).path("state").textValue()).isEqualTo("cancelled");
      assertThat(json(off).path("receipt").isObject()).as("what was computed from it").isTrue();
      awaitGone(generation);
    }
  }

  @Test
  void a_whole_generation_that_nobody_wants_is_given_up_too() {
    String path = order("{\"view\":\"theme-usage\"}");
    String generation = complete(path).path("generations").get(0).textValue();
    assertThat(QUERY.send("DELETE", path, RESEARCHER).statusCode()).isEqualTo(202);
    awaitGone(generation);
    assertRefused(QUERY.send("POST", path + "/promotion", OPERATOR), 409, "replay-not-promotable");
    assertThat(QUERY.send("DELETE", path, RESEARCHER).statusCode()).as("again").isEqualTo(202);
    assertRefused(
        QUERY.send("POST", "/views/theme-usage/rollback", OPERATOR), 409, "no-former-generation");
  }

  @Test
  void a_second_replay_waits_until_the_first_is_over_or_called_off() {
    String path = elsewhere("busy", "protected-space");
    HttpResponse<String> second =
        QUERY.post("/replays", RESEARCHER, "{\"views\":[\"frame\",\"protected-space\"]}");
    assertRefused(second, 409, "replay-running");
    assertThat(json(second).path("detail").textValue()).contains("protected-space");
    assertThat(second.headers().firstValue("Retry-After")).contains("1");
    assertRefused(QUERY.send("POST", path + "/promotion", OPERATOR), 409, "replay-not-promotable");
    HttpResponse<String> off = QUERY.send("DELETE", path, RESEARCHER);
    assertThat(off.statusCode()).isEqualTo(202);
    assertThat(json(off).path("state").textValue()).isEqualTo("cancelled");
    assertThat(complete(order("{\"view\":\"protected-space\"}")).path("error").isNull()).isTrue();
  }

  @Test
  void a_stream_tells_progress_and_the_end() throws Exception {
    String path = elsewhere("watched", "release-ledger");
    try (Stream<String> lines = QUERY.lines(path + "/stream", OPERATOR)) {
      Iterator<String> told =
          lines // a heartbeat can come in between
              .filter(line -> !line.isEmpty() && !line.startsWith("id: ") && !line.startsWith(":"))
              .iterator();
      assertThat(told.next()).isEqualTo("event: progress");
      assertThat(data(told.next()).path("position").longValue()).isEqualTo(-1);
      WORLD.database.execute("update views.replay set position = 3 where id = 'watched'");
      JsonNode row = null;
      while (row == null || row.path("position").longValue() != 3) {
        assertThat(told.next()).isEqualTo("event: progress");
        row = data(told.next());
      }
      WORLD.database.execute(
          "update views.replay set state = 'failed', error = 'of old age', ended_at = now()"
              + " where id = 'watched'");
      String event = told.next();
      while (event.equals("event: progress")) {
        told.next();
        event = told.next();
      }
      assertThat(event).isEqualTo("event: end");
      row = data(told.next());
      assertThat(row.path("error").textValue()).isEqualTo("of old age");
      assertThat(row).isEqualTo(json(QUERY.get(path, OPERATOR)));
      assertThat(told.hasNext()).isFalse();
    }
  }

  @Test
  void replays_are_listed_in_pages_the_latest_first() {
    String first = order("{\"view\":\"circles\",\"upToPosition\":1}");
    complete(first);
    String second = order("{\"view\":\"circles\",\"upToPosition\":2}");
    complete(second);
    List<String> all = new ArrayList<>();
    json(QUERY.get("/replays?limit=1000", RESEARCHER))
        .forEach(row -> all.add("/replays/" + row.path("id").textValue()));
    assertThat(all).containsSubsequence(second, first);
    List<String> paged = new ArrayList<>();
    for (String next = "/replays?limit=1"; next != null; ) {
      HttpResponse<String> page = QUERY.get(next, OPERATOR);
      json(page).forEach(row -> paged.add("/replays/" + row.path("id").textValue()));
      next =
          page.headers()
              .firstValue("Link")
              .map(link -> link.substring(1, link.indexOf('>')))
              .orElse(null);
    }
    assertThat(paged).containsAll(all);
    assertThat(QUERY.get("/replays", OPERATOR, "Accept", "text/csv").body())
        .startsWith("id,views,generations,upTo,purpose,state,position,target,")
        .contains("position 2");
  }

  @Test
  void the_status_tells_at_which_event_a_view_stands_still_and_why() {
    try (World world = World.create();
        Running query = world.start()) {
      String operator = world.staff(Role.OPERATOR);
      world.append(Histories.of(7));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(json(query.get("/status", operator)))
                      .hasSameSizeAs(ReadModels.views())
                      .allSatisfy(
                          row -> {
                            assertThat(row.path("state").textValue()).isEqualTo("live");
                            assertThat(row.path("checksum").isTextual()).isTrue();
                          }));
      world.database.execute(
          """
          insert into journal.domain_event_entry
            (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
             payload_type, payload_revision, payload, meta_data)
          select aggregate_identifier, max(sequence_number) + 1, 'Circle', gen_random_uuid(), now(),
                 'circle.CircleMoonstruck', '1', '{}'::bytea, '{}'::bytea
            from journal.domain_event_entry where aggregate_identifier not like 'ledger-%' group by 1
          """);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                JsonNode row = of(json(query.get("/status", operator)), "attendance");
                assertThat(row.path("state").textValue()).isEqualTo("failed");
                assertThat(row.path("error").textValue()).contains("circle.CircleMoonstruck");
                assertThat(row.path("lagMillis").longValue()).isNotNegative();
              });
    }
  }

  // --- helpers --------------------------------------------------------------------------------

  private static String order(String body) {
    HttpResponse<String> ordered = QUERY.post("/replays", RESEARCHER, body);
    assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(202);
    return ordered.headers().firstValue("Location").orElseThrow();
  }

  private static JsonNode complete(String path) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !state(json(QUERY.get(path, RESEARCHER))).equals("running"));
    JsonNode row = json(QUERY.get(path, RESEARCHER));
    assertThat(state(row)).as(row.toString()).isEqualTo("complete");
    return row;
  }

  /** A replay that another process runs, which lives for ever and never gets on. */
  private static String elsewhere(String id, String view) {
    WORLD.database.execute(
        """
        insert into views.replay
          (id, views, generations, state, target, started_at, beat_at, node)
        values ('%s', '{%s}', '{}', 'running', 5, now(), now() + interval '1 hour', 'elsewhere')
        """
            .formatted(id, view));
    return "/replays/" + id;
  }

  private static void awaitGone(String generation) {
    String there = "select 1 from pg_namespace where nspname = '%s'".formatted(generation);
    await().until(() -> WORLD.rows(there).isEmpty());
  }

  private static HttpResponse<String> awaitOther(String generation) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> QUERY.get(ATTENDANCE, DASHBOARD), now -> !generation(now).equals(generation));
  }

  private static JsonNode of(JsonNode rows, String view) {
    for (JsonNode row : rows) {
      if (row.path("view").textValue().equals(view)) {
        return row;
      }
    }
    throw new AssertionError(view + " is not in " + rows);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(code(answer)).isEqualTo(code);
  }

  private static String code(HttpResponse<String> answer) {
    return json(answer).path("code").asText();
  }

  private static String state(JsonNode row) {
    return row.path("state").textValue();
  }

  private static String generation(HttpResponse<String> answer) {
    return answer.headers().firstValue("View-Generation").orElse("");
  }

  private static String etag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElse("");
  }

  private static long position(HttpResponse<String> answer) {
    return answer.headers().firstValueAsLong("Journal-Position").orElse(-1);
  }

  private static JsonNode data(String line) {
    assertThat(line).startsWith("data: ");
    return json(line.substring("data: ".length()));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return json(answer.body());
  }

  private static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
