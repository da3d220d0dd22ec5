package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DoorIT {

  private static final World WORLD = World.create();
  private static final Running QUERY = WORLD.start();
  private static final CircleId CIRCLE = Year.circle(1);
  private static final CircleId OTHER = Year.circle(2);
  private static final String MEMBER = WORLD.member(CIRCLE);
  private static final String DASHBOARD = WORLD.staff(Role.DASHBOARD);

  @BeforeAll
  static void two_circles() {
    Year year = Year.of(CIRCLE, "CLINIC-A", 8);
    IntStream.rangeClosed(1, 3).forEach(session -> year.held(session, 1, 2, 3, 4, 5));
    WORLD.append(year.events());
    WORLD.append(Year.of(OTHER, "CLINIC-B", 6).events());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> QUERY.get("/circles/" + OTHER, DASHBOARD).statusCode() == 200);
    WORLD.caughtUp();
  }

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  @Test
  void members_see_their_sessions_and_each_other() {
    JsonNode sessions = json(upToDate("/attendance"));
    assertThat(sessions).hasSize(3);
    assertThat(sessions.get(0).toString())
        .isEqualTo(
            "{\"circleId\":\""
                + CIRCLE
                + "\",\"session\":1,"
                + "\"plannedAt\":\"2026-01-12T17:00+01:00[Europe/Berlin]\","
                + "\"startedAt\":\"2026-01-12T16:00:00Z\",\"members\":8,\"present\":5,\"remote\":0,"
                + "\"apologies\":0,\"absent\":3,\"share\":0.625,\"retention\":1.0}");
    JsonNode members = json(upToDate("/attendance?by=member"));
    assertThat(members.findValuesAsText("status")).contains("present", "not-present");
  }

  @Test
  void others_see_blocks_only_and_members_of_other_circles_nothing() {
    HttpResponse<String> outside = get("/attendance", DASHBOARD);
    assertThat(outside.statusCode()).isEqualTo(200);
    assertThat(outside.body()).isEqualTo("[]").doesNotContain("present");
    assertProblem(get("/attendance?by=member", DASHBOARD), 403, "role-not-allowed");

    HttpResponse<String> foreign = get("/attendance", WORLD.member(OTHER));
    assertProblem(foreign, 404, "circle-unknown");
    HttpResponse<String> unknown =
        QUERY.get("/circles/" + Year.circle(9) + "/attendance", WORLD.member(OTHER));
    assertThat(foreign.body()).isEqualTo(unknown.body());
  }

  @Test
  void each_role_reads_what_it_may() {
    assertProblem(get("/attendance", ""), 401, "token-missing");
    assertProblem(get("/attendance", "x".repeat(43)), 401, "token-invalid");
    assertProblem(get("/attendance", WORLD.staff(Role.AUDITOR)), 403, "role-not-allowed");
    assertProblem(get("/attendance", WORLD.staff(Role.OPERATOR)), 403, "role-not-allowed");
    assertProblem(get("/attendance", WORLD.staff(Role.STEWARD)), 403, "role-not-allowed");
    assertThat(get("/protected-space", WORLD.staff(Role.STEWARD)).statusCode()).isEqualTo(200);
    assertThat(get("/attendance", WORLD.staff(Role.RESEARCHER)).statusCode()).isEqualTo(200);
    assertProblem(
        QUERY.get("/circles/" + Year.circle(9) + "/attendance", WORLD.staff(Role.AUDITOR)),
        404,
        "circle-unknown");
    assertProblem(get("/nothing", MEMBER), 404, "view-unknown");
  }

  @Test
  void csv_has_a_header_and_crlf_and_a_mark_for_excel_if_asked() {
    HttpResponse<String> csv = get("/protected-space?to=1", MEMBER, "Accept", "text/csv");
    assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
    assertThat(csv.body())
        .isEqualTo(
            "circleId,session,plannedAt,heldAt,state,plannedMinutes,heldMinutes,"
                + "interruptedMinutes,reason,decidedBy,leadHours,earlyWarning\r\n"
                + CIRCLE
                + ",1,2026-01-12T17:00+01:00[Europe/Berlin],2026-01-12T16:00:00Z,held,90,90,0,,,,"
                + "false\r\n");
    assertThat(get("/protected-space?bom=1", MEMBER, "Accept", "text/csv").body())
        .startsWith("\uFEFFcircleId");
  }

  @Test
  void what_did_not_change_is_not_sent_again() {
    HttpResponse<String> first = upToDate("/attendance");
    String etag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = get("/attendance", MEMBER, "If-None-Match", etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).hasValue(etag);
    assertThat(again.headers().firstValue("View-Generation")).hasValue("attendance_v3");
    assertThat(again.headers().firstValue("Journal-Position")).isPresent();
  }

  @Test
  void a_range_is_of_days_in_the_circles_zone_or_of_sessions() {
    assertThat(sessions("/protected-space?from=2&to=3")).containsExactly(2, 3);
    assertThat(sessions("/protected-space?from=2026-01-26&to=2026-02-09")).containsExactly(2, 3);
    assertThat(sessions("/protected-space?to=2026-01-12T16:00:00Z")).containsExactly(1);
    assertProblem(get("/protected-space?from=soon", MEMBER), 400, "invalid-value");
    assertProblem(get("/theme-usage?from=2026-01-01", MEMBER), 400, "invalid-value");
    assertProblem(get("/attendance?asof=3", MEMBER), 400, "invalid-value");
  }

  @Test
  void an_answer_waits_for_its_version_and_then_shows_it() {
    CircleId circle = Year.circle(3);
    String token = WORLD.member(circle);
    Year year = Year.of(circle, "CLINIC-A", 8).starts(1);
    WORLD.append(year.events());
    for (int member = 1; member <= 8; member++) {
      WORLD.append(
          List.of(
              new MemberCheckedIn(circle, year.now(), 1, Year.member(member), Presence.IN_PERSON)));
      HttpResponse<String> seen =
          QUERY.get(
              "/circles/" + circle + "/attendance?minVersion=" + WORLD.version(circle), token);
      assertThat(seen.statusCode()).isEqualTo(200);
      assertThat(json(seen).get(0).get("present").intValue()).isEqualTo(member);
    }
  }

  @Test
  void a_version_that_does_not_come_is_not_yet_visible_after_two_seconds() {
    long begin = System.nanoTime();
    HttpResponse<String> answer = get("/attendance?minVersion=100000", MEMBER);
    assertProblem(answer, 503, "not-yet-visible");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void others_cannot_count_a_circles_events_by_versions_or_positions() {
    CircleId circle = Year.circle(4);
    Year year = Year.of(circle, "CLINIC-A", 8);
    year.add(new CircleClosed(circle, year.now(), ClosureReason.DISSOLVED));
    WORLD.append(year.events());
    long version = WORLD.version(circle);
    String path = "/circles/" + circle + "/attendance?minVersion=";
    HttpResponse<String> before = QUERY.get(path + version, DASHBOARD);
    assertThat(before.statusCode()).isEqualTo(200);

    WORLD.append(List.of(new FrameAgreed(circle, year.now(), Year.member(1), "1")));
    String inside = "/circles/" + circle + "/attendance?minVersion=" + (version + 1);
    assertThat(QUERY.get(inside, WORLD.member(circle)).statusCode()).isEqualTo(200);
    assertProblem(QUERY.get(path + (version + 1), DASHBOARD), 503, "not-yet-visible");
    HttpResponse<String> after = QUERY.get(path + version, DASHBOARD);
    for (String header : List.of("ETag", "Journal-Position")) {
      assertThat(after.headers().firstValue(header)).isEqualTo(before.headers().firstValue(header));
    }
  }

  @Test
  void circles_are_listed_page_by_page() {
    List<String> seen = new ArrayList<>();
    String next = "/circles?limit=1";
    while (next != null) {
      HttpResponse<String> page = QUERY.get(next, DASHBOARD);
      assertThat(json(page).size()).isLessThanOrEqualTo(1);
      json(page).forEach(circle -> seen.add(circle.get("circleId").textValue()));
      next =
          page.headers()
              .firstValue("Link")
              .map(link -> link.substring(1, link.indexOf('>')))
              .orElse(null);
    }
    assertThat(seen).contains(CIRCLE.value(), OTHER.value()).isSorted().doesNotHaveDuplicates();
    assertProblem(QUERY.get("/circles?limit=1001", DASHBOARD), 400, "invalid-value");
  }

  @Test
  void a_member_lists_the_own_circle_and_how_many_belong() {
    JsonNode circles = json(QUERY.get("/circles", MEMBER));
    assertThat(circles).hasSize(1);
    assertThat(circles.get(0).get("members").intValue()).isEqualTo(8);
    JsonNode outside = json(QUERY.get("/circles/" + CIRCLE, DASHBOARD));
    assertThat(outside.has("members")).isFalse();
    assertThat(outside.get("state").textValue()).isEqualTo("open");
    assertThat(outside.get("plan")).hasSize(26);
  }

  @Test
  void the_api_is_described_for_anyone() {
    JsonNode document = json(QUERY.get("/openapi.json", ""));
    assertThat(document.get("openapi").textValue()).isEqualTo("3.1.0");
    assertThat(document.get("paths").fieldNames())
        .toIterable()
        .contains("/circles", "/circles/{id}", "/circles/{id}/attendance");
    assertThat(QUERY.get("/api", "").body()).contains("/circles/{id}/theme-usage");
  }

  @Test
  void health_is_up() {
    HttpResponse<String> health = QUERY.get("/actuator/health", "");
    assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
  }

  private static HttpResponse<String> get(String path, String token, String... headers) {
    return QUERY.get("/circles/" + CIRCLE + path, token, headers);
  }

  private static HttpResponse<String> upToDate(String path) {
    String sign = path.contains("?") ? "&" : "?";
    return get(path + sign + "minVersion=" + WORLD.version(CIRCLE), MEMBER);
  }

  private static List<Integer> sessions(String path) {
    return json(upToDate(path)).findValues("session").stream().map(JsonNode::intValue).toList();
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).get("code").textValue()).isEqualTo(code);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(answer.body(), e);
    }
  }
}
