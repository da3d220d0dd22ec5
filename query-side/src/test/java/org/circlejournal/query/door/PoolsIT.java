package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What pools answer over HTTP, and what left, for auditors. */
class PoolsIT {

  private static final World WORLD = World.create();
  private static final CircleId NORTH = Year.circle(1);
  private static final CircleId SOUTH = Year.circle(2);
  private static final CircleId EAST = Year.circle(3);
  private static final CircleId WEST = Year.circle(4);
  private static final CircleId SCALE = Year.circle(50);
  private static final CircleId BLOCK = Year.circle(51);
  private static final String MEMBER = WORLD.member(NORTH);
  private static final String DASHBOARD = WORLD.staff(Role.DASHBOARD);
  private static final String AUDITOR = WORLD.staff(Role.AUDITOR);
  private static final Running QUERY = WORLD.start();

  /** Two circles of eight, one at each clinic, and two small ones that are glued. */
  @BeforeAll
  static void circles_at_two_clinics() {
    year(NORTH, "CLINIC-A");
    year(SOUTH, "CLINIC-B");
    year(EAST, "CLINIC-A");
    year(WEST, "CLINIC-B");
    WORLD.append(
        List.of(
            released(NORTH, 8, 40.0, null),
            released(SOUTH, 7, 50.0, null),
            released(EAST, null, null, "fewer-than-k"),
            released(WEST, null, null, "fewer-than-k"),
            new CirclesGlued(
                SCALE, at(), Wave.BASELINE, "cbi", "00", "work", BLOCK, null, List.of(EAST, WEST)),
            released(BLOCK, 6, 60.0, null)));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              JsonNode all = json(get("/pools/all/burnout-trend", DASHBOARD));
              return all.size() == 1 && all.get(0).path("n").intValue() == 21;
            });
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> json(get("/audit/releases", AUDITOR)).size() == 5 + 6 * 4);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                json(get("/pools/all/attendance", DASHBOARD)).path(0).path("circles").intValue()
                    == 4);
    WORLD.caughtUp();
  }

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  @Test
  void a_workplace_has_its_own_circles_and_all_has_the_glued_ones_too() {
    JsonNode clinic = json(get("/pools/CLINIC-A/burnout-trend", DASHBOARD));
    assertThat(clinic).hasSize(1);
    assertThat(clinic.get(0).path("workplace").textValue()).isEqualTo("CLINIC-A");
    assertThat(clinic.get(0).path("circles").intValue()).isEqualTo(1);
    assertThat(clinic.get(0).path("imported").booleanValue()).isFalse();
    assertThat(clinic.get(0).path("n").intValue()).isEqualTo(8);
    assertThat(clinic.get(0).path("mean").doubleValue()).isEqualTo(40);

    JsonNode all = json(get("/pools/all/burnout-trend", DASHBOARD)).get(0);
    assertThat(all.path("workplace").textValue()).isEqualTo("all");
    assertThat(all.path("circles").intValue()).isEqualTo(4);
    assertThat(all.path("mean").doubleValue()).isEqualTo((8 * 40 + 7 * 50 + 6 * 60) / 21.0);
    assertThat(all.path("withheld").textValue()).isEqualTo("rounded-below-2k");
    assertThat(all.path("sd").isNull()).isTrue();
  }

  @Test
  void csv_and_etag_are_as_everywhere() {
    HttpResponse<String> csv =
        QUERY.get("/pools/all/burnout-trend", DASHBOARD, "Accept", "text/csv");
    assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
    assertThat(csv.body()).startsWith("workplace,circles,imported,wave,closedAt,");
    assertThat(csv.body().lines()).hasSize(2);
    String etag = csv.headers().firstValue("ETag").orElseThrow();
    assertThat(
            QUERY
                .get(
                    "/pools/all/burnout-trend",
                    DASHBOARD,
                    "Accept",
                    "text/csv",
                    "If-None-Match",
                    etag)
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void from_and_to_are_days_in_utc_and_sessions() {
    assertThat(json(get("/pools/all/burnout-trend?from=2026-02-01", DASHBOARD))).isEmpty();
    assertThat(json(get("/pools/all/burnout-trend?to=2026-01-26", DASHBOARD))).hasSize(1);
    assertThat(json(get("/pools/all/protected-space?from=2&to=3", DASHBOARD))).hasSize(2);
    assertThat(get("/pools/all/theme-usage?from=2", DASHBOARD).statusCode()).isEqualTo(400);
    assertThat(get("/pools/all/burnout-trend?minVersion=2", DASHBOARD).statusCode()).isEqualTo(400);
  }

  @Test
  void sessions_shares_and_themes_are_added_up() {
    JsonNode space = json(get("/pools/CLINIC-B/protected-space", DASHBOARD)).get(0);
    assertThat(space.path("circles").intValue()).isEqualTo(2);
    assertThat(space.path("held").intValue()).isEqualTo(2);
    assertThat(space.path("plannedMinutes").intValue()).isEqualTo(180);
    JsonNode attendance = json(get("/pools/all/attendance", DASHBOARD)).get(0);
    assertThat(attendance.path("circles").intValue()).isEqualTo(4);
    assertThat(attendance.path("share").doubleValue()).isEqualTo(0.75);
    JsonNode themes = json(get("/pools/all/theme-usage", DASHBOARD)).get(0);
    assertThat(themes.path("area").textValue()).isEqualTo("fairness");
    assertThat(themes.path("themes").intValue()).isEqualTo(4);
    assertThat(themes.path("explored").intValue()).isEqualTo(4);
  }

  @Test
  void pools_are_for_staff_and_unknown_ones_are_not_there() {
    assertThat(code(get("/pools/all/burnout-trend", MEMBER))).isEqualTo("role-not-allowed");
    assertThat(code(get("/pools/all/burnout-trend", AUDITOR))).isEqualTo("role-not-allowed");
    assertThat(code(get("/pools/all/burnout-trend", ""))).isEqualTo("token-missing");
    assertThat(code(get("/pools/CLINIC-X/burnout-trend", DASHBOARD)))
        .isEqualTo("workplace-unknown");
    assertThat(code(get("/pools/all/circles", DASHBOARD))).isEqualTo("view-unknown");
    assertThat(code(get("/pools/all", DASHBOARD))).isEqualTo("workplace-unknown");
    assertThat(code(get("/circles/" + BLOCK + "/burnout-trend", DASHBOARD)))
        .isEqualTo("circle-unknown");
  }

  @Test
  void staff_of_some_workplaces_know_these_and_not_all() {
    Pools pools = new Pools(WORLD.pool(), new ViewReader(WORLD.pool()));
    Bearer some = Bearer.named(Role.DASHBOARD, Set.of("CLINIC-A"), null);
    assertThat(pools.isKnown("CLINIC-A", some)).isTrue();
    assertThat(pools.isKnown("CLINIC-B", some)).isFalse();
    assertThat(pools.isKnown("all", some)).isFalse();
    assertThat(pools.of(Set.of("CLINIC-A"), null)).containsExactly(NORTH, EAST);
  }

  @Test
  void auditors_read_every_release_in_order_page_by_page() {
    List<JsonNode> all = new ArrayList<>();
    String path = "/audit/releases?limit=2";
    while (path != null) {
      HttpResponse<String> answer = get(path, AUDITOR);
      json(answer).forEach(all::add);
      path =
          answer
              .headers()
              .firstValue("Link")
              .map(link -> link.replaceFirst("<(.*)>.*", "$1"))
              .orElse(null);
    }
    assertThat(all.stream().map(row -> row.path("position").longValue())).isSorted();
    List<JsonNode> rows =
        all.stream().filter(row -> row.path("measure").textValue().startsWith("cbi")).toList();
    assertThat(rows).hasSize(5);
    assertThat(all).as("and of each of six sessions of four circles").hasSize(5 + 6 * 4);
    assertThat(rows.stream().map(row -> row.path("circleId").textValue()))
        .containsExactly(NORTH.value(), SOUTH.value(), EAST.value(), WEST.value(), BLOCK.value());
    assertThat(rows.get(0).path("measure").textValue()).isEqualTo("cbi work baseline");
    assertThat(rows.get(0).path("n").intValue()).isEqualTo(8);
    assertThat(rows.get(0).path("k").intValue()).isEqualTo(5);
    assertThat(rows.get(2).path("n").isNull()).isTrue();
    assertThat(rows.get(2).path("withheld").textValue()).isEqualTo("fewer-than-k");

    assertThat(code(get("/audit/releases", DASHBOARD))).isEqualTo("role-not-allowed");
    assertThat(json(get("/circles/" + NORTH + "/release-ledger", MEMBER))).hasSize(1 + 6);
    for (String staff : List.of(DASHBOARD, AUDITOR)) {
      assertThat(code(get("/circles/" + NORTH + "/release-ledger", staff)))
          .isEqualTo("role-not-allowed");
    }
  }

  // --- helpers --------------------------------------------------------------------------------

  private static void year(CircleId circle, String workplace) {
    Year year = Year.of(circle, workplace, 8).starts(1);
    ThemeId issue = new ThemeId("i1");
    year.add(
        new IssueNoted(circle, year.now(), 1, issue, Area.FAIRNESS, new Sealed("key-1", "AAAA")));
    year.add(new ThemeExplored(circle, year.now(), 1, issue));
    year.here(1, 1, 2, 3, 4, 5, 6).closes(1);
    for (int session = 2; session <= 6; session++) {
      year.held(session, 1, 2, 3, 4, 5, 6);
    }
    year.add(new CircleClosed(circle, year.now(), ClosureReason.DISSOLVED));
    WORLD.append(year.events());
  }

  private static Instant at() {
    return Instant.parse("2026-01-26T18:00:00Z");
  }

  private static ResultReleased released(
      CircleId of, @Nullable Integer n, @Nullable Double mean, @Nullable String withheld) {
    return new ResultReleased(
        of,
        at(),
        Wave.BASELINE,
        at(),
        "cbi",
        "00",
        "work",
        RowKind.WAVE,
        null,
        n,
        mean,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        "set",
        5,
        withheld == null ? "rounded-below-2k" : withheld);
  }

  private static HttpResponse<String> get(String path, String token) {
    return QUERY.get(path, token);
  }

  private static String code(HttpResponse<String> answer) {
    return json(answer).path("code").textValue();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }
}
