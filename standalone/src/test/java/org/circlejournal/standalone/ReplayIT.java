package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The command {@code replay} as somebody types it, against both sides. */
class ReplayIT {

  private static final BothDoors DOORS = BothDoors.start();
  private static final JsonNode CIRCLE = DOORS.found(null, "CLINIC-A");
  private static final String PAGE = "/circles/" + CIRCLE.path("circleId").textValue();

  @TempDir Path folder;

  @BeforeAll
  static void the_circle_is_visible() {
    await().until(() -> page().statusCode() == 200);
  }

  @AfterAll
  static void stop() {
    DOORS.close();
  }

  private static HttpResponse<String> page() {
    return DOORS.send(DOORS.query(), "GET", PAGE, DOORS.staff("dashboard"), "");
  }

  private static String generation() {
    return page().headers().firstValue("View-Generation").orElse("");
  }

  private Program replay(String url, String... arguments) throws IOException {
    String[] all = new String[arguments.length + 3];
    all[0] = "replay";
    all[1] = "--url=" + url;
    all[2] = "--secrets=" + DOORS.secrets();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Program.standalone(folder, all);
  }

  private static String query() {
    var server = ((ServletWebServerApplicationContext) DOORS.query()).getWebServer();
    return "http://127.0.0.1:" + java.util.Objects.requireNonNull(server).getPort();
  }

  @Test
  void a_replay_is_watched_its_receipt_told_and_shown_on_demand() throws Exception {
    String before = generation();
    try (Program replay = replay(query(), "--view", "all")) {
      assertThat(replay.awaitEnd()).as(replay.output()).isZero();
      assertThat(replay.output())
          .contains("position ", " events a second")
          .contains("is complete: ")
          .contains("circles, version ", "attendance, version ", ", the same as shown")
          .contains("Checksum of all: hmac-sha256:")
          .doesNotContain("shown from now on", "\r")
          .doesNotContain(DOORS.staff("researcher"));
      assertThat(generation()).isEqualTo(before);
    }
    try (Program replay =
        replay(query(), "--view", "circles", "--view", "attendance", "--promote")) {
      assertThat(replay.awaitEnd()).as(replay.output()).isZero();
      assertThat(replay.output()).contains("It is shown from now on").doesNotContain("ripples");
      await().until(() -> !generation().equals(before));
    }
  }

  @Test
  void bounds_and_purpose_are_told_again() throws Exception {
    try (Program replay =
        replay(query(), "--view=frame", "--up-to-position=1", "--purpose=research-participation")) {
      assertThat(replay.awaitEnd()).as(replay.output()).isZero();
      assertThat(replay.output())
          .contains("It stands at: position 1.")
          .contains("Only who consents to it now is in it: research-participation.");
    }
  }

  @Test
  void what_is_refused_is_said_in_one_line() throws Exception {
    assertFails(replay(query(), "--view=none"), "Refused (404 view-unknown): ");
    assertFails(
        replay(query(), "--up-to-recorded=2126-01-01T00:00:00Z"), "Refused (400 invalid-value): ");
    assertFails(
        replay(query(), "--view=frame", "--up-to-position=1", "--promote"),
        "Refused (409 replay-not-promotable): ");
    assertFails(replay("http://127.0.0.1:" + Program.freePort()), "No query side answers at ");
    assertFails(
        Program.standalone(folder, "replay", "--secrets=nowhere"),
        "The tokens cannot be read from nowhere");
  }

  private static void assertFails(Program replay, String why) {
    try (replay) {
      assertThat(replay.awaitEnd()).isEqualTo(1);
      List<String> lines = replay.output().lines().toList();
      assertThat(lines.get(lines.size() - 1)).startsWith(why);
      assertThat(replay.output()).doesNotContain("\tat ");
    }
  }

  @Test
  void two_bounds_are_one_too_many() throws Exception {
    try (Program replay = replay(query(), "--up-to-position=1", "--up-to-at=2026-01-01T00:00Z")) {
      assertThat(replay.awaitEnd()).isEqualTo(2);
      assertThat(replay.output()).contains("mutually exclusive");
    }
  }

  /** A query side whose replay never ends by itself: real ones are over too soon to be stopped. */
  @Test
  void control_c_calls_it_off() throws Exception {
    Queue<String> requests = new ConcurrentLinkedQueue<>();
    AtomicLong position = new AtomicLong();
    HttpServer endless =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endless.createContext(
        "/",
        exchange -> {
          String method = exchange.getRequestMethod();
          requests.add(method + " " + exchange.getRequestURI());
          String state = method.equals("DELETE") ? "cancelled" : "running";
          answer(
              exchange,
              """
              {"id": "r1", "state": "%s", "position": %d, "target": 9000, "eventsPerSecond": 1234,
               "remainingSeconds": 7, "error": null}
              """
                  .formatted(state, position.addAndGet(100)));
        });
    endless.start();
    try (Program replay = replay("http://127.0.0.1:" + endless.getAddress().getPort())) {
      replay.awaitOutput("position 100 of 9,000, 1,234 events a second, 7 s left");
      await().atMost(Duration.ofSeconds(20)).until(() -> requests.contains("GET /replays/r1"));
      replay.stop();
      assertThat(requests).startsWith("POST /replays").endsWith("DELETE /replays/r1");
      assertThat(replay.output()).contains("Called off");
    } finally {
      endless.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
