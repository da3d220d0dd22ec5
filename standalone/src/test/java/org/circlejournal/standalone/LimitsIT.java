package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Rate limits over HTTP; behind a proxy that says where requests come from, and that we believe.
 */
class LimitsIT {

  private static final BothDoors DOORS =
      BothDoors.start(
          "--server.forward-headers-strategy=native",
          "--circle.limits.token-per-second=1",
          "--circle.limits.address-per-second=4",
          "--circle.limits.failures-per-minute=5",
          "--circle.limits.foundings-per-hour=3");

  @AfterAll
  static void stop() {
    DOORS.close();
  }

  private static HttpResponse<String> send(
      ConfigurableApplicationContext side,
      String method,
      String path,
      String address,
      String token,
      String body) {
    List<String> from = List.of("X-Forwarded-For", address, "X-Forwarded-Proto", "https");
    List<String> headers = new java.util.ArrayList<>(from);
    if (!token.isEmpty()) {
      headers.addAll(List.of("Authorization", "Bearer " + token));
    }
    return DOORS.send(side, method, path, headers, body);
  }

  private static String code(HttpResponse<String> answer) {
    String code = BothDoors.json(answer.body()).path("code").asText();
    if (answer.statusCode() == 429) {
      assertThat(Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow()))
          .isBetween(1L, 3_600L);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
    return answer.statusCode() + " " + code;
  }

  private static String found(String address) {
    HttpResponse<String> founded =
        send(
            DOORS.command(),
            "POST",
            "/circles",
            address,
            "",
            """
            {"name":"NORTH-7","workplace":"CLINIC-A","timeZone":"UTC",
             "firstMeeting":"2027-01-11T17:00","capacity":12,"frameVersion":"1"}""");
    return founded.statusCode() == 201 ? BothDoors.json(founded.body()).toString() : code(founded);
  }

  @Test
  void one_token_may_burst_and_must_then_wait_while_others_go_on() {
    JsonNode one = BothDoors.json(found("192.0.2.10"));
    JsonNode other = BothDoors.json(found("192.0.2.10"));
    String path = "/circles/" + one.path("circleId").textValue() + "/me";
    String token = one.path("memberToken").textValue();
    int turnedAway = 0;
    for (int i = 0; i < 25; i++) {
      // From ever new addresses: it is the token that counts.
      HttpResponse<String> answer =
          send(DOORS.command(), "GET", path, "192.0.2." + (100 + i), token, "");
      if (answer.statusCode() == 429) {
        assertThat(code(answer)).isEqualTo("429 too-many-requests");
        turnedAway++;
      }
    }
    assertThat(turnedAway).isBetween(3, 15);
    String others = "/circles/" + other.path("circleId").textValue() + "/me";
    assertThat(
            send(
                    DOORS.command(),
                    "GET",
                    others,
                    "192.0.2.100",
                    other.path("memberToken").textValue(),
                    "")
                .statusCode())
        .isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> send(DOORS.command(), "GET", path, "192.0.2.100", token, "").statusCode() == 200);
  }

  @Test
  void one_address_may_burst_and_must_then_wait_whatever_it_asks() {
    for (ConfigurableApplicationContext side : List.of(DOORS.command(), DOORS.query())) {
      int turnedAway = 0;
      for (int i = 0; i < 80; i++) {
        HttpResponse<String> answer = send(side, "GET", "/openapi.json", "192.0.2.20", "", "");
        turnedAway += answer.statusCode() == 429 ? 1 : 0;
        if (answer.statusCode() == 429) {
          assertThat(code(answer)).isEqualTo("429 too-many-requests");
        }
      }
      assertThat(turnedAway).isBetween(1, 40);
      assertThat(send(side, "GET", "/openapi.json", "192.0.2.21", "", "").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void who_shows_too_many_unknown_tokens_is_no_longer_listened_to() {
    JsonNode circle = BothDoors.json(found("192.0.2.30"));
    String path = "/circles/" + circle.path("circleId").textValue();
    String token = circle.path("memberToken").textValue();
    String guesser = "192.0.2.31";
    assertThat(send(DOORS.command(), "GET", path + "/me", guesser, token, "").statusCode())
        .isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      String guess = String.valueOf((char) ('a' + i)).repeat(43);
      assertThat(code(send(DOORS.command(), "GET", path + "/me", guesser, guess, "")))
          .isEqualTo("401 token-invalid");
    }
    assertThat(code(send(DOORS.command(), "GET", path + "/me", guesser, "z".repeat(43), "")))
        .isEqualTo("429 too-many-requests");
    String code = "{\"recoveryCode\":\"" + circle.path("recoveryCode").textValue() + "\"}";
    assertThat(code(send(DOORS.command(), "POST", path + "/recovery", guesser, "", code)))
        .isEqualTo("429 too-many-requests");
    // Those behind the same address who are known already are not shut out with it.
    assertThat(send(DOORS.command(), "GET", path + "/me", guesser, token, "").statusCode())
        .isEqualTo(200);
    assertThat(
            send(DOORS.command(), "POST", path + "/recovery", "192.0.2.32", "", code).statusCode())
        .isEqualTo(200);
    // The query side counts for itself, cookies' tokens included.
    for (int i = 0; i < 5; i++) {
      String guess = "{\"token\":\"" + String.valueOf((char) ('a' + i)).repeat(43) + "\"}";
      assertThat(code(send(DOORS.query(), "POST", "/session", guesser, "", guess)))
          .isEqualTo("401 token-invalid");
    }
    String guess = "{\"token\":\"" + "z".repeat(43) + "\"}";
    assertThat(code(send(DOORS.query(), "POST", "/session", guesser, "", guess)))
        .isEqualTo("429 too-many-requests");
  }

  @Test
  void one_address_founds_so_many_circles_without_a_token_and_no_more() {
    for (int i = 0; i < 3; i++) {
      assertThat(found("192.0.2.40")).startsWith("{");
    }
    assertThat(found("192.0.2.40")).isEqualTo("429 too-many-requests");
    assertThat(found("192.0.2.41")).startsWith("{");
  }

  @Test
  void over_tls_a_cookie_is_for_our_host_alone_and_browsers_are_told_to_stay() {
    HttpResponse<String> answer =
        send(
            DOORS.query(),
            "POST",
            "/session",
            "192.0.2.50",
            "",
            "{\"token\":\"" + DOORS.staff("operator") + "\"}");
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("__Host-circle-session=[^;]+; Path=/; HttpOnly; SameSite=Strict;.*; Secure");
    assertThat(answer.headers().firstValue("Strict-Transport-Security"))
        .hasValue("max-age=31536000");
  }

  @Test
  void what_a_client_says_of_its_address_is_not_believed_unless_that_is_set() {
    try (BothDoors doors = BothDoors.start("--circle.limits.failures-per-minute=3")) {
      List<Integer> statuses = new java.util.ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String unknown = String.valueOf((char) ('a' + i)).repeat(43);
        List<String> headers =
            List.of(
                "Authorization", "Bearer " + unknown,
                "X-Forwarded-For", "192.0.2." + i,
                "Forwarded", "for=192.0.2." + i);
        String path = "/circles/00000000-0000-4000-8000-000000000000/me";
        statuses.add(doors.send(doors.command(), "GET", path, headers, "").statusCode());
      }
      assertThat(statuses).containsExactly(401, 401, 401, 429);
    }
  }

  @Test
  void who_knocks_from_the_machine_itself_is_not_held_back() {
    try (BothDoors doors =
        BothDoors.start(
            "--circle.limits.token-per-second=1",
            "--circle.limits.address-per-second=1",
            "--circle.limits.foundings-per-hour=1")) {
      JsonNode circle = doors.found(null, "CLINIC-A");
      String token = circle.path("memberToken").textValue();
      for (int i = 0; i < 30; i++) {
        assertThat(doors.found(null, "CLINIC-A").path("circleId").textValue()).isNotNull();
        assertThat(
                doors
                    .send(
                        doors.command(),
                        "GET",
                        "/circles/" + circle.path("circleId").textValue() + "/me",
                        token,
                        "")
                    .statusCode())
            .isEqualTo(200);
      }
    }
  }
}
