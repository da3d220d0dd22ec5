package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Presence;
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
 * What was shown then, over HTTP. The circle's year is recorded six years before it happens, so
 * that it is past whenever the test runs: Berlin's clock shows the same.
 */
class AsOfIT {

  private static final World WORLD = World.create();
  private static final Running QUERY = WORLD.start();
  private static final CircleId CIRCLE = Year.circle(1);
  private static final CircleId ERASED = Year.circle(2);
  private static final String MEMBER = WORLD.member(CIRCLE);
  private static final String DASHBOARD = WORLD.staff(Role.DASHBOARD);
  private static final List<String> VIEWS =
      List.of(
          "",
          "/attendance",
          "/attendance?by=member",
          "/protected-space",
          "/theme-usage",
          "/burnout-trend",
          "/lightness",
          "/lightness?by=tool",
          "/frame",
          "/frame?by=slip",
          "/ripples");

  /** What was live, and where it stood. */
  private record Seen(String path, String token, String position, String etag, String body) {}

  private static final List<Seen> SEEN = new ArrayList<>();
  private static final Map<String, Long> SEQUENCES = new HashMap<>();

  @BeforeAll
  static void a_year_that_was_watched() {
    Year year = Year.of(CIRCLE, "CLINIC-A", 8);
    append(year.events());
    int appended = year.events().size();
    for (int session = 1; session <= 10; session++) {
      year.held(session, 1, 2, 3, 4, 5, 6);
      append(year.events().subList(appended, year.events().size()));
      appended = year.events().size();
      WORLD.caughtUp();
      for (String view : VIEWS) {
        for (String token : List.of(MEMBER, DASHBOARD)) {
          HttpResponse<String> live = get(view, token);
          if (live.statusCode() == 200) {
            String position = live.headers().firstValue("Journal-Position").orElse("");
            SEEN.add(new Seen(view, token, position, etag(live), live.body()));
          }
        }
      }
    }
  }

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  @Test
  void a_position_shows_again_what_was_live_there() {
    assertThat(SEEN).hasSizeGreaterThan(80);
    for (Seen seen : SEEN) {
      if (seen.position().isEmpty()) {
        continue; // nothing was shown of it yet
      }
      HttpResponse<String> then = asOf(seen.path(), seen.position(), seen.token());
      assertThat(then.statusCode()).as(seen + then.body()).isEqualTo(200);
      assertThat(then.body()).as(seen.path()).isEqualTo(seen.body());
      assertThat(etag(then)).isEqualTo(seen.etag());
      assertThat(then.headers().firstValue("Journal-Position")).hasValue(seen.position());
      assertThat(then.headers().firstValue("View-Generation")).isPresent();
      assertThat(then.headers().firstValue("Cache-Control")).hasValue("private, no-cache");
    }
  }

  @Test
  void a_date_means_its_end_in_the_circles_zone() {
    // Session 3 starts on 9 February at 17:00 in Berlin, and closes at 18:30.
    assertThat(held(asOf("/protected-space", "2020-02-08", MEMBER))).isEqualTo(2);
    assertThat(held(asOf("/protected-space", "2020-02-09", MEMBER))).isEqualTo(3);
    assertThat(held(asOf("/protected-space", "2020-02-09T15:59:59Z", MEMBER))).isEqualTo(2);
    assertThat(held(asOf("/protected-space", "2020-02-09T16:00:01Z", DASHBOARD))).isEqualTo(3);

    CircleId late = Year.circle(3);
    Year year = Year.of(late, "CLINIC-A", 5);
    append(year.at(Instant.parse("2026-01-31T22:59:58Z")).starts(1).events().subList(0, 6));
    year.at(Instant.parse("2026-01-31T23:00:00Z"));
    append(List.of(new MemberJoined(late, year.now(), Year.member(6))));
    WORLD.caughtUp();
    String token = WORLD.member(late);
    // Midnight in Berlin: the next day, though not yet in UTC.
    assertThat(members(late, "2020-01-31", token)).isEqualTo(5);
    assertThat(members(late, "2020-02-01", token)).isEqualTo(6);
  }

  @Test
  void rows_are_chosen_and_written_as_live_ones_are() {
    HttpResponse<String> some = asOf("/protected-space?from=2&to=3", "2020-03-01", MEMBER);
    assertThat(json(some).findValuesAsText("session")).containsExactly("2", "3");
    HttpResponse<String> csv =
        QUERY.get(
            "/circles/" + CIRCLE + "/attendance?asOf=2020-02-01", MEMBER, "Accept", "text/csv");
    assertThat(csv.body().lines()).hasSize(3);
    HttpResponse<String> again =
        QUERY.get(
            "/circles/" + CIRCLE + "/attendance?asOf=2020-02-01",
            MEMBER,
            "If-None-Match",
            etag(asOf("/attendance", "2020-02-01", MEMBER)));
    assertThat(again.statusCode()).isEqualTo(304);
  }

  @Test
  void others_see_what_was_released_by_then() {
    assertThat(asOf("/attendance", "2020-04-19", DASHBOARD).body()).isEqualTo("[]");
    String block = get("/attendance", DASHBOARD).body();
    assertThat(json(asOf("/attendance", "2020-05-05", DASHBOARD))).hasSize(1);
    assertThat(asOf("/attendance", "2020-05-05", DASHBOARD).body()).isEqualTo(block);
    assertProblem(asOf("/attendance?by=member", "2020-04-30", DASHBOARD), 403, "role-not-allowed");
    assertProblem(asOf("/attendance", "2020-04-30", ""), 401, "token-missing");
    assertProblem(asOf("/attendance", "2020-04-30", WORLD.member(ERASED)), 404, "circle-unknown");
  }

  @Test
  void what_is_not_past_is_refused() {
    long head = WORLD.journal().lastPosition();
    assertProblem(asOf("/attendance", "9999-12-31", MEMBER), 400, "invalid-value");
    assertProblem(
        asOf("/attendance", Instant.now().plusSeconds(60).toString(), MEMBER),
        400,
        "invalid-value");
    assertProblem(asOf("/attendance", Instant.now().toString(), MEMBER), 400, "invalid-value");
    assertProblem(asOf("/attendance", Long.toString(head + 1000), MEMBER), 400, "invalid-value");
    assertProblem(asOf("/attendance", "yesterday", MEMBER), 400, "invalid-value");
    assertProblem(asOf("/attendance", "+999999999-12-31", MEMBER), 400, "invalid-value");
    assertProblem(asOf("/attendance?minVersion=1", "2020-02-01", MEMBER), 400, "invalid-value");
  }

  /** Where the journal ends is not theirs to know: it moves when something moves. */
  @Test
  void others_ask_for_positions_up_to_the_last_they_were_shown() {
    long midnight = WORLD.journal().lastPosition();
    CircleId today = Year.circle(4);
    Instant later = Instant.now().plus(Duration.ofDays(2));
    long sequence = 0;
    for (JournalEvent event : Year.of(today, "CLINIC-C", 8).starts(1).events()) {
      WORLD.journal().append(today.value(), sequence++, event, later, Map.of());
    }
    WORLD.caughtUp();
    String path = "/circles/" + today + "/protected-space";
    HttpResponse<String> live = QUERY.get(path, DASHBOARD);
    long shown = Long.parseLong(live.headers().firstValue("Journal-Position").orElseThrow());
    assertThat(shown).isGreaterThan(midnight);
    assertThat(QUERY.get(path + "?asOf=" + shown, DASHBOARD).body()).isEqualTo(live.body());
    WORLD
        .journal()
        .append(
            today.value(),
            sequence,
            new FrameAgreed(today, later, Year.member(1), "1"),
            later,
            Map.of());
    HttpResponse<String> beyond = QUERY.get(path + "?asOf=" + (shown + 1), DASHBOARD);
    assertProblem(beyond, 400, "invalid-value");
    assertThat(beyond.body()).contains("0.." + shown);
    String inside = WORLD.member(today);
    assertThat(QUERY.get(path + "?asOf=" + (shown + 1), inside).statusCode()).isEqualTo(200);

    assertThat(asOf("/attendance", Long.toString(midnight), DASHBOARD).statusCode()).isEqualTo(200);
    for (String of : List.of("/attendance", "/burnout-trend")) {
      assertProblem(asOf(of, Long.toString(midnight + 1), DASHBOARD), 400, "invalid-value");
    }
    for (String of : List.of("/pools/all/attendance?asOf=", "/circles?asOf=")) {
      assertThat(QUERY.get(of + midnight, DASHBOARD).statusCode()).isEqualTo(200);
      assertProblem(QUERY.get(of + (midnight + 1), DASHBOARD), 400, "invalid-value");
    }
  }

  @Test
  void before_its_founding_there_was_no_such_circle() {
    HttpResponse<String> unknown =
        QUERY.get("/circles/" + Year.circle(99) + "/attendance?asOf=2019-01-01", DASHBOARD);
    for (String token : List.of(MEMBER, DASHBOARD)) {
      HttpResponse<String> before = asOf("/attendance", "2019-01-01", token);
      assertProblem(before, 404, "circle-unknown");
      assertThat(before.body()).isEqualTo(unknown.body());
    }
  }

  @Test
  void pools_and_lists_show_what_they_showed_then() {
    List<Seen> seen = new ArrayList<>();
    CircleId one = Year.circle(21);
    CircleId two = Year.circle(22);
    CircleId scale = Year.circle(23);
    CircleId block = Year.circle(24);
    List<String> paths =
        List.of(
            "/pools/CLINIC-P/attendance",
            "/pools/CLINIC-P/protected-space",
            "/pools/CLINIC-P/burnout-trend",
            "/pools/CLINIC-P/theme-usage",
            "/pools/all/frame");
    List<List<JournalEvent>> steps = new ArrayList<>();
    for (CircleId circle : List.of(one, two)) {
      Year year = Year.of(circle, "CLINIC-P", 8);
      for (int session = 1; session <= 8; session++) {
        year.held(session, 1, 2, 3, 4, 5);
      }
      steps.add(year.events().subList(0, 12));
      steps.add(year.events().subList(12, year.events().size()));
    }
    Instant at = Instant.parse("2026-06-01T12:00:00Z");
    steps.add(
        List.of(
            new CirclesGlued(
                scale,
                at,
                Wave.BASELINE,
                "cbi",
                "00",
                "work",
                block,
                "CLINIC-P",
                List.of(one, two)),
            released(block, at)));
    for (List<JournalEvent> step : steps) {
      append(step);
      WORLD.caughtUp();
      for (String path : paths) {
        HttpResponse<String> live = QUERY.get(path, DASHBOARD);
        String head = Long.toString(WORLD.journal().lastPosition());
        seen.add(new Seen(path, DASHBOARD, head, etag(live), live.body()));
      }
    }
    for (Seen before : seen) {
      HttpResponse<String> then =
          QUERY.get(before.path() + "?asOf=" + before.position(), DASHBOARD);
      assertThat(then.body()).as(before.path()).isEqualTo(before.body());
      assertThat(etag(then)).isEqualTo(before.etag());
    }
    assertThat(seen.stream().map(Seen::etag).distinct()).hasSizeGreaterThan(7);

    assertThat(circles(QUERY.get("/circles?asOf=2019-12-31", DASHBOARD))).isEmpty();
    assertThat(circles(QUERY.get("/circles?asOf=2020-01-06", DASHBOARD)))
        .contains(CIRCLE.value(), one.value(), two.value());
    HttpResponse<String> page = QUERY.get("/circles?asOf=2020-01-06&limit=1", DASHBOARD);
    assertThat(page.headers().firstValue("Link").orElse("")).contains("&asOf=2020-01-06>");
    assertThat(circles(QUERY.get("/circles?asOf=2020-01-06", MEMBER)))
        .containsExactly(CIRCLE.value());
    assertThat(circles(QUERY.get("/circles?asOf=2019-12-31", MEMBER))).isEmpty();

    String auditor = WORLD.staff(Role.AUDITOR);
    String last = seen.get(seen.size() - 1).position();
    assertThat(scales(QUERY.get("/audit/releases?asOf=" + last, auditor)))
        .containsExactly(block.value());
    long before = Long.parseLong(last) - 1;
    assertThat(scales(QUERY.get("/audit/releases?asOf=" + before, auditor))).isEmpty();
    assertThat(scales(QUERY.get("/audit/releases?asOf=2020-05-31", auditor))).isEmpty();
    assertThat(scales(QUERY.get("/audit/releases?asOf=2020-06-01", auditor))).hasSize(1);
  }

  private static ResultReleased released(CircleId of, Instant at) {
    JsonNode release =
        Json.mapper()
            .createObjectNode()
            .put("circleId", of.value())
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

  /** Whose scales were released; pulses are, too, as sessions close. */
  private static List<String> scales(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<String> circles = new ArrayList<>();
    for (JsonNode row : json(answer)) {
      if (row.path("measure").textValue().startsWith("cbi ")) {
        circles.add(row.path("circleId").textValue());
      }
    }
    return circles;
  }

  private static List<String> circles(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).findValuesAsText("circleId");
  }

  @Test
  void who_was_erased_is_in_no_rows_of_the_time_before() {
    Year year = Year.of(ERASED, "CLINIC-A", 6);
    year.starts(1);
    IntStream.rangeClosed(1, 6)
        .forEach(
            i ->
                year.add(
                    new MemberCheckedIn(
                        ERASED, year.now(), 1, Year.member(i), Presence.IN_PERSON)));
    year.closes(1);
    append(year.events());
    WORLD.caughtUp();
    String token = WORLD.member(ERASED);
    String path = "/circles/" + ERASED + "/attendance?by=member&asOf=2020-01-31";
    assertThat(QUERY.get(path, token).body()).contains("m-3");

    append(List.of(new ErasureRequested(ERASED, year.now(), Lane.MEMBER, "m-3")));
    HttpResponse<String> then = QUERY.get(path, token);
    assertThat(json(then)).hasSize(5);
    assertThat(then.body()).doesNotContain("m-3");
    String counts = "/circles/" + ERASED + "/attendance?asOf=2020-01-31";
    assertThat(json(QUERY.get(counts, token)).get(0).get("present").intValue()).isEqualTo(6);
  }

  private static void append(List<? extends JournalEvent> events) {
    for (JournalEvent event : events) {
      boolean left = event instanceof ResultReleased || event instanceof CirclesGlued;
      String stream = (left ? "ledger-" : "") + event.circleId();
      long sequence = SEQUENCES.merge(stream, 0L, (known, zero) -> known + 1);
      Instant recordedAt = event.at().atZone(Year.BERLIN).minusYears(6).toInstant();
      WORLD.journal().append(stream, sequence, event, recordedAt, Map.of());
    }
  }

  private static long held(HttpResponse<String> answer) {
    return json(answer).findValuesAsText("state").stream().filter("held"::equals).count();
  }

  private static int members(CircleId circle, String date, String token) {
    HttpResponse<String> then = QUERY.get("/circles/" + circle + "?asOf=" + date, token);
    return json(then).get("members").intValue();
  }

  private static HttpResponse<String> get(String path, String token) {
    return QUERY.get("/circles/" + CIRCLE + path, token);
  }

  private static HttpResponse<String> asOf(String path, String point, String token) {
    String sign = path.contains("?") ? "&" : "?";
    return get(path + sign + "asOf=" + point.replace("+", "%2B"), token);
  }

  private static String etag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
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
