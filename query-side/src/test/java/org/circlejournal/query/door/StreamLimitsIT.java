package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Tokens;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How streams end: who may not read any more, too many at once, and the end of the program. */
class StreamLimitsIT {

  private static final World WORLD = World.create();
  private static final CircleId CIRCLE = Year.circle(1);
  private static final String PATH = "/circles/" + CIRCLE + "/stream";
  private static final String DASHBOARD = WORLD.staff(Role.DASHBOARD);
  private static final Duration SOON = Duration.ofSeconds(30);

  @BeforeAll
  static void a_circle() {
    WORLD.append(Year.of(CIRCLE, "CLINIC-A", 8).events());
  }

  @AfterAll
  static void stop() {
    WORLD.close();
  }

  private static Running start(int most, Duration heartbeat, Duration recheck) {
    Running query =
        WORLD.startWith(Streams.Limits.class, new Streams.Limits(most, heartbeat, recheck));
    await()
        .atMost(SOON)
        .until(() -> query.get("/circles/" + CIRCLE, DASHBOARD).statusCode() == 200);
    return query;
  }

  private static Listening listen(Running query, String token) throws IOException {
    Listening listening = new Listening(query, PATH, token, "", 0);
    listening.until("\"view\":\"frame\"");
    return listening;
  }

  @Test
  void a_token_that_was_withdrawn_ends_its_streams_and_no_others() throws IOException {
    String erased = WORLD.member(CIRCLE);
    String other = WORLD.member(CIRCLE);
    try (Running query = start(2_000, Duration.ofMillis(1), Duration.ofSeconds(1));
        Listening own = listen(query, erased);
        Listening others = listen(query, other);
        Listening staff = listen(query, DASHBOARD)) {
      // What an erasure leaves of a token; that this process remembers it does not matter.
      WORLD.database.execute(
          "update vault.token set kind = 'erased' where hash = decode('%s', 'hex')"
              .formatted(Tokens.hash(erased)));
      own.untilEnd();
      await().atMost(SOON).until(() -> query.part(Streams.class).count() == 2);
      others.untilBeats(others.beats() + 3); // it was looked at again meanwhile
      staff.untilBeats(staff.beats() + 3);
      assertThat(query.part(Streams.class).count()).isEqualTo(2);
    }
  }

  @Test
  void a_session_that_ended_ends_its_streams() throws IOException {
    try (Running query = start(2_000, Duration.ofMinutes(1), Duration.ofSeconds(1))) {
      HttpResponse<String> signed = query.post("/session", "", "{\"token\":\"" + DASHBOARD + "\"}");
      String cookie = signed.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
      JsonNode session = Json.mapper().readTree(signed.body());
      try (Listening page = Listening.withCookie(query, PATH, cookie);
          Listening token = listen(query, DASHBOARD)) {
        page.until("\"view\":\"frame\"");
        HttpResponse<String> out =
            query.send(
                "DELETE",
                "/session",
                "",
                "Cookie",
                cookie,
                "X-CSRF-Token",
                session.path("csrfToken").textValue());
        assertThat(out.statusCode()).isLessThan(300);
        page.untilEnd();
        await().atMost(SOON).until(() -> query.part(Streams.class).count() == 1);
        assertThat(token.text()).doesNotContain("\r\n0\r\n");
      }
    }
  }

  @Test
  void more_than_there_is_room_for_are_told_to_come_again() throws IOException {
    assertThat(Streams.Limits.USUAL.most()).isEqualTo(2_000);
    assertThat(Streams.Limits.USUAL.recheck()).isEqualTo(Duration.ofMinutes(1));
    try (Running query = start(2, Duration.ofSeconds(1), Duration.ofMinutes(1));
        Listening first = listen(query, DASHBOARD)) {
      Listening second = listen(query, DASHBOARD);
      HttpResponse<String> third = query.get(PATH, DASHBOARD);
      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(third.body()).contains("\"too-many-requests\"");
      assertThat(third.headers().firstValue("Retry-After")).isPresent();
      assertThat(query.get("/circles/" + CIRCLE, DASHBOARD).statusCode())
          .as("others are answered")
          .isEqualTo(200);

      second.close(); // found out by a heartbeat
      await().atMost(SOON).until(() -> query.part(Streams.class).count() == 1);
      listen(query, DASHBOARD).close();
      assertThat(first.text()).doesNotContain("\r\n0\r\n");
    }
  }

  @Test
  void the_program_ends_at_once_and_says_so_to_who_listens() throws IOException {
    Running query = start(2_000, Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (Listening circle = listen(query, DASHBOARD);
        Listening replay = ReplayStreamIT.watching(WORLD, query, "open-at-the-end")) {
      replay.until("event: progress");
      long begin = System.nanoTime();
      query.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      circle.untilEnd();
      replay.untilEnd();
      assertThat(replay.text()).doesNotContain("event: end");
    }
  }
}
