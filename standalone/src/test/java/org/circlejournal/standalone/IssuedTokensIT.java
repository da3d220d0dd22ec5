package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Staff with tokens of an issuer, signed here, on both sides. */
class IssuedTokensIT {

  private static final Issuer ISSUER = issuer();
  private static final BothDoors DOORS =
      BothDoors.start(
          "--circle.oidc.issuer=" + ISSUER.name(), "--circle.oidc.role-claim=realm_access.roles");

  private static JsonNode ours = found("CLINIC-A");
  private static JsonNode theirs = found("CLINIC-B");

  private static Issuer issuer() {
    try {
      return Issuer.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String token(String role, String... workplaces) {
    try {
      return ISSUER.token(role, workplaces);
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode found(String workplace) {
    return DOORS.found(token("steward", workplace), workplace);
  }

  @BeforeAll
  static void both_circles_are_visible() {
    String all = token("dashboard", "*");
    for (JsonNode circle : List.of(ours, theirs)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> read(path(circle), all).statusCode() == 200);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    DOORS.close();
    ISSUER.close();
  }

  private static String path(JsonNode circle) {
    return "/circles/" + circle.path("circleId").textValue();
  }

  private static HttpResponse<String> read(String path, @Nullable String token) {
    return DOORS.send(DOORS.query(), "GET", path, token, "");
  }

  private static HttpResponse<String> command(String path, @Nullable String token, String body) {
    return DOORS.send(DOORS.command(), "POST", path, token, body);
  }

  private static String code(HttpResponse<String> answer) {
    return answer.statusCode() + " " + BothDoors.json(answer.body()).path("code").asText();
  }

  @Test
  void a_token_that_is_spoilt_in_any_way_is_no_token() throws Exception {
    Map<String, String> spoilt = new LinkedHashMap<>();
    JWTClaimsSet good = ISSUER.claims("dashboard", "CLINIC-A").build();
    Instant now = Instant.now();
    spoilt.put("none", Issuer.unsigned(good));
    spoilt.put("HS256 with the public key", ISSUER.signedWithPublicKeyAsSecret(good));
    spoilt.put("another's key", Issuer.sign(good, Issuer.key("one")));
    spoilt.put("unknown key", Issuer.sign(good, Issuer.key("two")));
    spoilt.put(
        "wrong issuer",
        Issuer.sign(
            ISSUER.claims("dashboard", "*").issuer("http://127.0.0.1:1").build(), ISSUER.key()));
    spoilt.put(
        "wrong audience",
        Issuer.sign(ISSUER.claims("dashboard", "*").audience("payroll").build(), ISSUER.key()));
    spoilt.put(
        "no audience",
        Issuer.sign(ISSUER.claims("dashboard", "*").audience((String) null).build(), ISSUER.key()));
    spoilt.put(
        "expired",
        Issuer.sign(
            ISSUER
                .claims("dashboard", "*")
                .expirationTime(Date.from(now.minus(Duration.ofMinutes(5))))
                .build(),
            ISSUER.key()));
    spoilt.put(
        "without end",
        Issuer.sign(ISSUER.claims("dashboard", "*").expirationTime(null).build(), ISSUER.key()));
    spoilt.put(
        "not yet",
        Issuer.sign(
            ISSUER
                .claims("dashboard", "*")
                .notBeforeTime(Date.from(now.plus(Duration.ofMinutes(5))))
                .build(),
            ISSUER.key()));
    spoilt.put("no role of ours", ISSUER.token("cook", "*"));
    spoilt.put("no role for staff", ISSUER.token("member", "*"));
    spoilt.put(
        "two roles",
        Issuer.sign(
            ISSUER
                .claims("dashboard", "*")
                .claim("realm_access", Map.of("roles", List.of("dashboard", "auditor")))
                .build(),
            ISSUER.key()));
    String whole = ISSUER.token("dashboard", "*");
    spoilt.put("cut", whole.substring(0, whole.length() - 6));
    spoilt.put("nonsense", "a.b.c");
    spoilt.forEach(
        (how, token) -> {
          assertThat(code(read("/circles", token))).as(how).isEqualTo("401 token-invalid");
          assertThat(code(command("/imports", token, "{}"))).as(how).isEqualTo("401 token-invalid");
        });
    assertThat(read("/circles", whole).statusCode()).isEqualTo(200);
  }

  @Test
  void keys_that_are_not_known_do_not_make_us_ask_the_issuer_each_time() throws Exception {
    int before = ISSUER.askedForKeys();
    for (int i = 0; i < 20; i++) {
      String token =
          Issuer.sign(ISSUER.claims("dashboard", "*").build(), Issuer.key("unknown-" + i));
      assertThat(code(read("/circles", token))).isEqualTo("401 token-invalid");
    }
    assertThat(ISSUER.askedForKeys() - before).isLessThanOrEqualTo(2);
    assertThat(read("/circles", token("dashboard", "*")).statusCode()).isEqualTo(200);
  }

  @Test
  void staff_see_the_circles_of_their_workplaces_and_learn_of_no_other() {
    String dashboard = token("dashboard", "CLINIC-A", "CLINIC-C");
    assertThat(read(path(ours), dashboard).statusCode()).isEqualTo(200);
    JsonNode listed = BothDoors.json(read("/circles", dashboard).body());
    assertThat(listed.findValuesAsText("circleId"))
        .contains(ours.path("circleId").textValue())
        .doesNotContain(theirs.path("circleId").textValue());
    assertThat(listed.findValuesAsText("workplace")).containsOnly("CLINIC-A");
    for (String view : List.of("", "/attendance", "/protected-space")) {
      HttpResponse<String> anothers = read(path(theirs) + view, dashboard);
      HttpResponse<String> none =
          read("/circles/00000000-0000-4000-8000-000000000000" + view, dashboard);
      assertThat(code(anothers)).isEqualTo("404 circle-unknown");
      assertThat(Whole.of(anothers)).isEqualTo(Whole.of(none));
    }
    assertThat(BothDoors.json(read("/circles", token("dashboard")).body())).isEmpty();
    assertThat(BothDoors.json(read("/circles", token("dashboard", "*")).body()))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void a_steward_replans_founds_and_imports_for_own_workplaces_only() {
    String steward = token("steward", "CLINIC-A");
    HttpResponse<String> own = command(path(ours) + "/replan-sessions", steward, "{}");
    assertThat(code(own)).isEqualTo("400 missing-field");
    HttpResponse<String> anothers = command(path(theirs) + "/replan-sessions", steward, "{}");
    HttpResponse<String> none = command("/circles/none/replan-sessions", steward, "{}");
    assertThat(code(anothers)).isEqualTo("404 circle-unknown");
    assertThat(Whole.of(anothers)).isEqualTo(Whole.of(none));
    String circle =
        """
        {"name":"SOUTH-2","workplace":"%s","timeZone":"UTC","firstMeeting":"2027-01-11T17:00",
         "capacity":12,"frameVersion":"1"}""";
    assertThat(code(command("/circles", steward, circle.formatted("CLINIC-B"))))
        .isEqualTo("403 role-not-allowed");
    assertThat(command("/circles", steward, circle.formatted("CLINIC-A")).statusCode())
        .isEqualTo(201);
    String line =
        """
        {"circle":"c","command":"found-circle","as":"m1","at":"2026-01-05T09:00:00Z",\
        "name":"SOUTH-2","workplace":"CLINIC-B","timeZone":"UTC","firstMeeting":"2027-01-11T17:00",\
        "capacity":12,"frameVersion":"1"}
        """;
    HttpResponse<String> imported =
        DOORS.send(
            DOORS.command(),
            "POST",
            "/imports",
            List.of("Authorization", "Bearer " + steward),
            line,
            "application/x-ndjson");
    assertThat(BothDoors.json(imported.body()).path("refused").get(0).path("code").asText())
        .as(imported.body())
        .isEqualTo("role-not-allowed");
  }

  @Test
  void a_researchers_receipt_says_who_asked_about_which_workplaces_and_is_for_those_only()
      throws Exception {
    String researcher =
        Issuer.sign(
            ISSUER.claims("researcher", "CLINIC-A").subject("researcher-17").build(), ISSUER.key());
    HttpResponse<String> asked =
        DOORS.send(
            DOORS.query(),
            "POST",
            "/research/queries",
            researcher,
            """
            {"study":"NAMED-1","lane":"participation","purpose":"who asks is written down",
             "sql":"select count(*) as n from member_joined"}""");
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
    JsonNode receipt = BothDoors.json(asked.body()).path("receipt");
    assertThat(receipt.path("study").path("researcher").asText()).isEqualTo("researcher-17");
    assertThat(receipt.path("workplaces").toString()).isEqualTo("[\"CLINIC-A\"]");
    String kept = "/research/receipts/" + receipt.path("id").asText();
    assertThat(read(kept, researcher).statusCode()).isEqualTo(200);
    assertThat(code(read(kept, token("researcher", "CLINIC-C")))).isEqualTo("404 receipt-unknown");
  }

  @Test
  void with_an_issuer_only_a_steward_founds() {
    assertThat(code(command("/circles", null, "{}"))).isEqualTo("401 token-missing");
    for (String role : List.of("dashboard", "researcher", "auditor", "operator")) {
      assertThat(code(command("/circles", token(role, "*"), "{}")))
          .as(role)
          .isEqualTo("403 role-not-allowed");
    }
    String member = ours.path("memberToken").textValue();
    assertThat(code(command("/circles", member, "{}"))).isEqualTo("403 role-not-allowed");
  }

  @Test
  void with_an_issuer_there_is_no_token_file() {
    assertThat(Files.exists(DOORS.secrets().resolve("tokens.json"))).isFalse();
    for (ConfigurableApplicationContext side : List.of(DOORS.command(), DOORS.query())) {
      assertThat(side.getEnvironment().getProperty("circle.oidc.issuer")).isEqualTo(ISSUER.name());
    }
  }

  @Test
  void members_keep_their_own_tokens_beside_the_issuers() {
    String member = ours.path("memberToken").textValue();
    assertThat(read(path(ours), member).statusCode()).isEqualTo(200);
    assertThat(code(read(path(theirs), member))).isEqualTo("404 circle-unknown");
  }

  /** Where a replay differs is told by circle, which is nobody else's business. */
  @Test
  void of_a_replay_a_researcher_learns_no_circle_of_another_workplace() {
    String id = theirs.path("circleId").textValue();
    DOORS
        .database()
        .execute(
            """
            insert into views.replay
              (id, views, generations, state, target, started_at, beat_at, ended_at, node, receipt)
            values ('differs', '{frame}', '{}', 'complete', 5, now(), now(), now(), 'elsewhere',
                    '{"views": [{"view": "frame", "comparison":
                       {"same": false, "difference": {"circleId": "%s", "sheet": "frame"}}}]}')
            """
                .formatted(id));
    String path = "/replays/differs";
    for (String one : List.of(path, "/replays", path + "?bom=0")) {
      assertThat(read(one, token("researcher", "CLINIC-B")).body()).contains(id);
      assertThat(read(one, token("researcher", "*")).body()).contains(id);
      assertThat(read(one, token("operator", "CLINIC-A")).body()).contains("frame");
      assertThat(read(one, token("operator", "CLINIC-A")).body()).doesNotContain(id);
      assertThat(read(one, token("researcher", "CLINIC-A")).body()).doesNotContain(id);
    }
  }
}
