package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.closing.ClosingEvent.Ripple;
import org.circlejournal.events.closing.ClosingEvent.RippleNoted;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.theme.BoardText;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.GoalNoted;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeEvent.PathDrawn;
import org.circlejournal.events.theme.ThemeEvent.TextRedacted;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each read model answers, to whom, column by column, and how everything else is refused. */
class ReadModelsIT {

  private static final World WORLD = World.create();
  private static final EpochKeys EPOCHS = new EpochKeys(WORLD.secrets);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CircleId CIRCLE = Year.circle(1);
  private static final CircleId UNKNOWN = Year.circle(99);
  private static final String MEMBER = WORLD.member(CIRCLE);
  private static final String DASHBOARD = WORLD.staff(Role.DASHBOARD);
  private static final String AUDITOR = WORLD.staff(Role.AUDITOR);
  private static final ThemeId ISSUE = new ThemeId("i1");
  private static final ThemeId GOAL = new ThemeId("g2");
  private static final ThemeId PATH = new ThemeId("p3");
  private static final Running QUERY;

  static {
    EPOCHS.mint(EpochKeys.Purpose.TEXTS, 1, RANDOM);
    QUERY = WORLD.start();
  }

  @BeforeAll
  static void a_circle_with_a_board_six_sessions_and_a_result() {
    Year year = Year.of(CIRCLE, "CLINIC-A", 8).starts(1);
    year.add(
        new IssueNoted(
            CIRCLE,
            year.now(),
            1,
            ISSUE,
            Area.FAIRNESS,
            seal(IssueNoted.class, ISSUE, "=nights, always ours")));
    year.add(
        new GoalNoted(
            CIRCLE,
            year.now(),
            1,
            GOAL,
            Area.CONTROL,
            seal(GoalNoted.class, GOAL, "a \"no\"\nthat holds")));
    year.add(
        new PathDrawn(
            CIRCLE, year.now(), 1, PATH, ISSUE, GOAL, seal(PathDrawn.class, PATH, "ask first")));
    year.here(1, 1, 2, 3, 4).remote(1, 5).closes(1);
    IntStream.rangeClosed(2, 6).forEach(session -> year.held(session, 1, 2, 3, 4, 5));
    year.add(new FrameSlipNamed(CIRCLE, year.now(), 6, SlipKind.ADVICE));
    year.add(new FrameSlipNamed(CIRCLE, year.now(), 6, SlipKind.ADVICE));
    IntStream.range(0, 5)
        .forEach(i -> year.add(new RippleNoted(CIRCLE, year.now(), Ripple.SAID_NO)));
    year.add(new ThemeExplored(CIRCLE, year.now(), 6, PATH));
    year.add(new CircleClosed(CIRCLE, year.now(), ClosureReason.DISSOLVED));
    WORLD.append(year.events());
    WORLD.append(List.of(released()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                QUERY.get("/circles/" + CIRCLE, DASHBOARD).statusCode() == 200
                    && json(get("/burnout-trend", DASHBOARD)).size() == 1);
    WORLD.caughtUp();
  }

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  // --- columns --------------------------------------------------------------------------------

  @Test
  void members_read_the_boards_texts_and_others_have_no_such_column() {
    JsonNode inside = json(upToDate("/theme-usage"));
    assertThat(inside.findValuesAsText("text"))
        .containsExactly("=nights, always ours", "a \"no\"\nthat holds", "ask first");
    assertThat(names(inside))
        .containsExactly(
            "circleId",
            "themeId",
            "kind",
            "area",
            "presented",
            "explored",
            "toolsTried",
            "pathsWalked",
            "lastSession",
            "retired",
            "text");
    assertThat(inside.get(2).toString())
        .isEqualTo(
            "{\"circleId\":\""
                + CIRCLE
                + "\",\"themeId\":\"p3\",\"kind\":\"path\",\"area\":null,\"presented\":0,"
                + "\"explored\":1,\"toolsTried\":0,\"pathsWalked\":1,\"lastSession\":6,"
                + "\"retired\":false,\"text\":\"ask first\"}");

    HttpResponse<String> outside = get("/theme-usage", DASHBOARD);
    assertThat(json(outside)).hasSize(3);
    assertThat(names(json(outside))).doesNotContain("text").hasSize(10);
    assertThat(outside.body()).doesNotContain("nights", "ask first");
    assertProblem(get("/theme-usage", WORLD.member(Year.circle(2))), 404, "circle-unknown");
  }

  @Test
  void a_redacted_text_is_null_and_so_is_one_whose_key_is_gone() {
    CircleId circle = Year.circle(3);
    Year year = Year.of(circle, "CLINIC-A", 6).starts(1);
    Sealed redacted = seal(circle, IssueNoted.class, ISSUE, "redacted");
    Sealed lost = seal(circle, GoalNoted.class, GOAL, "lost");
    year.add(new IssueNoted(circle, year.now(), 1, ISSUE, Area.REWARD, redacted));
    year.add(new GoalNoted(circle, year.now(), 1, GOAL, Area.REWARD, lost));
    WORLD.append(year.events());
    String token = WORLD.member(circle);
    String path = "/circles/" + circle + "/theme-usage?minVersion=";
    assertThat(json(QUERY.get(path + WORLD.version(circle), token)).findValuesAsText("text"))
        .containsExactly("redacted", "lost");

    WORLD.database.execute("delete from vault.data_key where key_id = '" + lost.key() + "'");
    WORLD.append(List.of(new TextRedacted(circle, year.now(), ISSUE)));
    JsonNode after = json(QUERY.get(path + WORLD.version(circle), token));
    assertThat(after).hasSize(2);
    assertThat(after).allSatisfy(theme -> assertThat(theme.get("text").isNull()).isTrue());
    assertThat(after.findValuesAsText("area")).containsOnly("reward");
  }

  @Test
  void the_burnout_trend_has_its_columns_and_is_the_same_for_all() {
    JsonNode inside = json(upToDate("/burnout-trend"));
    assertThat(names(inside))
        .containsExactly(
            "circleId",
            "wave",
            "closedAt",
            "instrument",
            "fingerprint",
            "scale",
            "row",
            "fromWave",
            "n",
            "mean",
            "sum",
            "sd",
            "low",
            "high",
            "p",
            "dz",
            "dzLow",
            "dzHigh",
            "dav",
            "improved",
            "unchanged",
            "worsened",
            "declared",
            "prorated",
            "withheld");
    assertThat(inside.get(0).toString())
        .isEqualTo(
            "{\"circleId\":\""
                + CIRCLE
                + "\",\"wave\":\"baseline\",\"closedAt\":\"2026-03-20T12:00:00Z\","
                + "\"instrument\":\"cbi\",\"fingerprint\":\"cd34\",\"scale\":\"personal\","
                + "\"row\":\"wave\",\"fromWave\":null,\"n\":8,\"mean\":52.0,\"sum\":null,"
                + "\"sd\":null,\"low\":null,\"high\":null,\"p\":null,\"dz\":null,\"dzLow\":null,"
                + "\"dzHigh\":null,\"dav\":null,\"improved\":null,\"unchanged\":null,"
                + "\"worsened\":null,\"declared\":false,\"prorated\":false,"
                + "\"withheld\":\"rounded-below-2k\"}");
    assertThat(json(get("/burnout-trend", DASHBOARD))).isEqualTo(inside);
  }

  @Test
  void others_see_attendance_by_blocks() {
    assertThat(get("/attendance", DASHBOARD).body())
        .isEqualTo(
            ("[{'circleId':'%1$s','block':1,'fromSession':1,'toSession':6,'share':0.65,"
                    + "'withheld':null},"
                    + "{'circleId':'%1$s','block':2,'fromSession':7,'toSession':12,'share':null,"
                    + "'withheld':null},"
                    + "{'circleId':'%1$s','block':3,'fromSession':13,'toSession':18,'share':null,"
                    + "'withheld':null},"
                    + "{'circleId':'%1$s','block':4,'fromSession':19,'toSession':26,'share':null,"
                    + "'withheld':null}]")
                .replace('\'', '"')
                .formatted(CIRCLE));
  }

  @Test
  void each_read_model_is_csv_too_with_its_header_always() {
    assertThat(csv("", MEMBER).get(0))
        .isEqualTo("circleId,name,workplace,state,imported,plan,sessionsHeld,capacity,members");
    assertThat(csv("", DASHBOARD).get(0))
        .isEqualTo("circleId,name,workplace,state,imported,plan,sessionsHeld,capacity");
    assertThat(csv("/attendance", MEMBER).subList(0, 2))
        .containsExactly(
            "circleId,session,plannedAt,startedAt,members,present,remote,apologies,absent,share,"
                + "retention",
            CIRCLE
                + ",1,2026-01-12T17:00+01:00[Europe/Berlin],2026-01-12T16:00:00Z,8,5,1,0,3,0.625,"
                + "1.0");
    assertThat(csv("/attendance?by=member", MEMBER).subList(0, 2))
        .containsExactly("circleId,memberId,session,status", CIRCLE + ",m-1,1,present");
    assertThat(csv("/attendance", DASHBOARD).subList(0, 3))
        .containsExactly(
            "circleId,block,fromSession,toSession,share,withheld",
            CIRCLE + ",1,1,6,0.65,",
            CIRCLE + ",2,7,12,,");
    assertThat(get("/theme-usage", MEMBER, "Accept", "text/csv").body())
        .isEqualTo(
            "circleId,themeId,kind,area,presented,explored,toolsTried,pathsWalked,lastSession,"
                + "retired,text\r\n"
                + CIRCLE
                + ",i1,issue,fairness,0,0,0,1,6,false,\"'=nights, always ours\"\r\n"
                + CIRCLE
                + ",g2,goal,control,0,0,0,1,6,false,\"a \"\"no\"\"\nthat holds\"\r\n"
                + CIRCLE
                + ",p3,path,,0,1,0,1,6,false,ask first\r\n");
    assertThat(csv("/theme-usage?by=area", DASHBOARD))
        .containsExactly(
            "circleId,area,session,presented,explored,toolsTried",
            CIRCLE + ",control,6,0,1,0",
            CIRCLE + ",fairness,6,0,1,0");
    assertThat(csv("/burnout-trend", DASHBOARD))
        .containsExactly(
            "circleId,wave,closedAt,instrument,fingerprint,scale,row,fromWave,n,mean,sum,sd,low,"
                + "high,p,dz,dzLow,dzHigh,dav,improved,unchanged,worsened,declared,prorated,"
                + "withheld",
            CIRCLE
                + ",baseline,2026-03-20T12:00:00Z,cbi,cd34,personal,wave,,8,52.0,,,,,,,,,,,,,"
                + "false,false,rounded-below-2k");
    assertThat(csv("/protected-space?from=26", DASHBOARD).get(1))
        .isEqualTo(CIRCLE + ",26,2026-12-28T17:00+01:00[Europe/Berlin],,not-held,90,,,,,,false");
    assertThat(csv("/frame?to=1", DASHBOARD))
        .containsExactly(
            "circleId,session,phase,held,minutes",
            CIRCLE + ",1,introductions,false,",
            CIRCLE + ",1,mapping,false,",
            CIRCLE + ",1,surveys,false,");
    assertThat(csv("/frame", MEMBER)).isEqualTo(csv("/frame", DASHBOARD));
    assertThat(csv("/frame?by=slip", MEMBER))
        .containsExactly("circleId,session,kind,count", CIRCLE + ",6,advice,2");
    assertThat(csv("/frame?by=slip", DASHBOARD).subList(0, 3))
        .containsExactly(
            "circleId,block,fromSession,toSession,kind,share,withheld",
            CIRCLE + ",1,1,6,advice,0.15,",
            CIRCLE + ",1,1,6,fixing,0.0,");
    assertThat(csv("/ripples", MEMBER))
        .containsExactly("circleId,month,kind,count", CIRCLE + ",2026-03,said-no,5");
    assertThat(csv("/ripples?to=6", DASHBOARD).subList(0, 5))
        .containsExactly(
            "circleId,block,fromSession,toSession,kind,share,withheld",
            CIRCLE + ",1,1,6,asked-for-help,0.0,",
            CIRCLE + ",1,1,6,offered-help,0.0,",
            CIRCLE + ",1,1,6,set-a-limit,0.0,",
            CIRCLE + ",1,1,6,said-no,1.0,");
    assertThat(csv("/attendance?from=20", MEMBER))
        .as("a header though there are no rows")
        .hasSize(1);
  }

  @Test
  void months_are_within_the_days_that_touch_them() {
    assertThat(csv("/ripples?from=2026-03-31&to=2026-03-31", MEMBER)).hasSize(2);
    assertThat(csv("/ripples?from=2026-03-31T21:59:59Z", MEMBER)).hasSize(2);
    assertThat(csv("/ripples?from=2026-03-31T22:00:00Z", MEMBER)).hasSize(1);
    assertThat(csv("/ripples?from=2026-04-01", MEMBER)).hasSize(1);
    assertThat(csv("/ripples?to=2026-02-28", MEMBER)).hasSize(1);
    assertProblem(get("/ripples?from=3", MEMBER), 400, "invalid-value");
  }

  @Test
  void json_is_answered_unless_csv_is_wanted_more() {
    assertThat(type("text/csv")).startsWith("text/csv");
    assertThat(type("text/csv, application/json;q=0.5")).startsWith("text/csv");
    assertThat(type("text/csv, */*;q=0.1")).startsWith("text/csv");
    assertThat(type("application/json, text/csv;q=0.5")).isEqualTo("application/json");
    assertThat(type("application/json, text/csv")).isEqualTo("application/json");
    assertThat(type("text/csv;q=0")).isEqualTo("application/json");
    assertThat(type("*/*")).isEqualTo("application/json");
  }

  // --- refusals -------------------------------------------------------------------------------

  @Test
  void what_is_by_member_is_for_members() {
    assertThat(get("/attendance?by=member", MEMBER).statusCode()).isEqualTo(200);
    assertProblem(get("/attendance?by=member", DASHBOARD), 403, "role-not-allowed");
    assertProblem(
        get("/attendance?by=member", WORLD.staff(Role.RESEARCHER)), 403, "role-not-allowed");
    assertProblem(get("/attendance?by=member&from=soon", DASHBOARD), 403, "role-not-allowed");
    assertProblem(get("/attendance?by=area", DASHBOARD), 400, "invalid-value");
    assertProblem(get("/attendance?by=area", MEMBER), 400, "invalid-value");
    assertProblem(get("/theme-usage?by=member", DASHBOARD), 400, "invalid-value");
    assertProblem(get("/burnout-trend?by=scale", MEMBER), 400, "invalid-value");
  }

  @Test
  void it_is_refused_in_the_order_of_the_contract() {
    String bad = "?by=nobody&from=soon&what=1";
    assertProblem(QUERY.get("/circles/" + UNKNOWN + "/nothing" + bad, ""), 401, "token-missing");
    assertProblem(QUERY.get("/circles/" + UNKNOWN + "/nothing" + bad, "x"), 401, "token-invalid");
    for (String view : List.of("/nothing", "/attendance", "")) {
      assertProblem(QUERY.get("/circles/" + UNKNOWN + view + bad, AUDITOR), 404, "circle-unknown");
      assertProblem(QUERY.get("/circles/" + UNKNOWN + view + bad, MEMBER), 404, "circle-unknown");
      assertProblem(get(view + bad, AUDITOR), 403, "role-not-allowed");
      assertProblem(get(view + bad, MEMBER), 400, "invalid-value");
      assertProblem(get(view + bad, DASHBOARD), 400, "invalid-value");
    }
    for (String view : List.of("/nothing", "/attendance/more", "/circles", "/", "//attendance")) {
      assertProblem(get(view, MEMBER), 404, "view-unknown");
      assertProblem(get(view, DASHBOARD), 404, "view-unknown");
      assertProblem(get(view, AUDITOR), 403, "role-not-allowed");
    }
    assertProblem(get("/nothing?minVersion=-1", MEMBER), 400, "invalid-value");
    assertProblem(QUERY.get("/circles/", MEMBER), 404, "circle-unknown");
    assertProblem(QUERY.get("/circles/not-an-id", DASHBOARD), 404, "circle-unknown");
  }

  @Test
  void other_paths_are_problems_too() {
    for (String path : List.of("/nowhere", "/error", "/circle", "/api/x", "/index.html")) {
      assertProblem(QUERY.get(path, MEMBER), 404, "view-unknown");
      assertProblem(QUERY.get(path, "", "Accept", "text/html"), 404, "view-unknown");
    }
    assertThat(QUERY.get("/nowhere", "").body()).doesNotContain("timestamp", "path");
  }

  @Test
  void what_is_only_read_refuses_every_other_method() {
    for (String path :
        List.of("/circles", "/circles/" + CIRCLE + "/attendance", "/openapi.json", "/api")) {
      for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
        HttpResponse<String> answer = QUERY.send(method, path, MEMBER);
        assertProblem(answer, 405, "method-not-allowed");
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
      }
    }
    assertProblem(QUERY.send("POST", "/actuator/health", ""), 405, "method-not-allowed");
  }

  @Test
  void head_is_get_without_the_body() {
    String path = "/circles/" + CIRCLE + "/attendance";
    HttpResponse<String> get = QUERY.get(path, MEMBER);
    HttpResponse<String> head = QUERY.send("HEAD", path, MEMBER);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("ETag", "Content-Type", "Content-Length", "View-Generation")) {
      assertThat(head.headers().firstValue(name)).isEqualTo(get.headers().firstValue(name));
    }
    assertThat(QUERY.send("HEAD", path, "").statusCode()).isEqualTo(401);
  }

  // --- words ----------------------------------------------------------------------------------

  private static ResultReleased released() {
    Instant closed = Instant.parse("2026-03-20T12:00:00Z");
    return new ResultReleased(
        CIRCLE,
        closed,
        Wave.BASELINE,
        closed,
        "cbi",
        "cd34",
        "personal",
        RowKind.WAVE,
        null,
        8,
        52.0,
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
        false,
        "set-1",
        5,
        "rounded-below-2k");
  }

  private static Sealed seal(Class<? extends ThemeEvent> event, ThemeId theme, String text) {
    return seal(CIRCLE, event, theme, text);
  }

  private static Sealed seal(
      CircleId circle, Class<? extends ThemeEvent> event, ThemeId theme, String text) {
    DataKey.Sealing sealing =
        DataKey.seal(
            EPOCHS,
            EpochKeys.Purpose.TEXTS,
            1,
            new Associated(circle.value(), BoardText.associated(event, theme)),
            new BoardText(text).bytes(),
            RANDOM);
    DataKey key = sealing.key();
    try (Connection c = WORLD.pool().getConnection();
        PreparedStatement insert =
            c.prepareStatement("insert into vault.data_key values (?, ?, ?, ?, ?)")) {
      insert.setString(1, key.id());
      insert.setString(2, key.circle());
      insert.setString(3, key.purpose().name());
      insert.setInt(4, key.epoch());
      insert.setString(5, key.wrapped());
      insert.executeUpdate();
      return sealing.sealed();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> get(String path, String token, String... headers) {
    return QUERY.get("/circles/" + CIRCLE + path, token, headers);
  }

  private static HttpResponse<String> upToDate(String path) {
    return get(path + "?minVersion=" + WORLD.version(CIRCLE), MEMBER);
  }

  private static List<String> csv(String path, String token) {
    HttpResponse<String> answer = get(path, token, "Accept", "text/csv");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv;charset=UTF-8");
    return List.of(answer.body().split("\r\n"));
  }

  private static String type(String accept) {
    return get("/attendance", MEMBER, "Accept", accept)
        .headers()
        .firstValue("Content-Type")
        .orElseThrow();
  }

  private static List<String> names(JsonNode rows) {
    List<String> names = new ArrayList<>();
    rows.get(0).fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json(answer);
    assertThat(problem.get("code").textValue()).as(answer.uri().toString()).isEqualTo(code);
    assertThat(problem.get("status").intValue()).isEqualTo(status);
    assertThat(problem.get("detail").textValue()).isNotBlank();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(answer.body(), e);
    }
  }
}
