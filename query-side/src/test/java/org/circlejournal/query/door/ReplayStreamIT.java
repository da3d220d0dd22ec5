package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replays that are watched over real sockets. What each event says is ReplayDoorIT's. */
class ReplayStreamIT {

  private static final World WORLD = World.create();
  private static final String OPERATOR = WORLD.staff(Role.OPERATOR);
  private static final Running QUERY = WORLD.start();
  private static final int MANY = 400;

  @BeforeAll
  static void ready() {
    awaitAnswers(WORLD, QUERY);
  }

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  private static void awaitAnswers(World world, Running query) {
    String operator = world.staff(Role.OPERATOR);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> query.get("/replays", operator).statusCode() == 200);
  }

  /** Of a replay that another process runs, which lives for ever and never gets on. */
  static Listening watching(World world, Running query, String id) throws IOException {
    awaitAnswers(world, query);
    world.database.execute(
        """
        insert into views.replay
          (id, views, generations, state, position, target, started_at, beat_at, node)
        values ('%s', '{}', '{}', 'running', 5, 5, now(), now() + interval '1 hour', 'elsewhere')
        """
            .formatted(id));
    return watch(query, world.staff(Role.OPERATOR), id, "");
  }

  private static Listening watch(Running query, String token, String id, String lastId)
      throws IOException {
    return new Listening(query, "/replays/" + id + "/stream", token, lastId, 0);
  }

  private static void end(String id) {
    WORLD.database.execute(
        "update views.replay set state = 'failed', error = 'of old age', ended_at = now()"
            + " where id = '%s'".formatted(id));
  }

  private static int events(Listening listening) {
    return listening.text().split("event: ", -1).length - 1;
  }

  @Test
  void who_comes_again_hears_what_changed_meanwhile_and_of_a_told_end_no_more() throws IOException {
    String id = "resumed";
    String first;
    try (Listening listening = watching(WORLD, QUERY, id)) {
      listening.until("event: progress");
      listening.until("\nid: ");
      listening.until("\n\n");
      first = listening.lastId();
      assertThat(first).isNotEmpty();
    }
    String last;
    try (Listening again = watch(QUERY, OPERATOR, id, first);
        Listening other = watch(QUERY, OPERATOR, id, "of-somebody-else")) {
      other.until("event: progress");
      again.until("text/event-stream");
      WORLD.database.execute("update views.replay set position = 4 where id = '" + id + "'");
      again.until("event: ");
      again.until("\"position\":4");
      assertThat(again.text()).doesNotContain("\"position\":5").doesNotContain(first);
      end(id);
      again.untilEnd();
      assertThat(again.text()).contains("event: end\n").contains("of old age");
      last = again.lastId();
    }
    HttpResponse<String> told =
        QUERY.get("/replays/" + id + "/stream", OPERATOR, "Last-Event-ID", last);
    assertThat(told.statusCode()).isEqualTo(204);
    assertThat(told.body()).isEmpty();
    try (Listening late = watch(QUERY, OPERATOR, id, first)) {
      late.untilEnd();
      assertThat(events(late)).as(late.text()).isEqualTo(1);
      assertThat(late.lastId()).isEqualTo(last);
    }
  }

  @Test
  void hundreds_watch_on_a_few_threads() throws IOException {
    String id = "watched-by-many";
    List<Listening> all = new ArrayList<>();
    Streams streams = QUERY.part(Streams.class);
    int before = streams.count();
    try {
      all.add(watching(WORLD, QUERY, id));
      all.get(0).until("event: progress");
      int threads = Thread.activeCount();
      while (all.size() < MANY) {
        all.add(watch(QUERY, OPERATOR, id, ""));
      }
      for (Listening one : all) {
        one.until("event: progress");
      }
      assertThat(streams.count()).isEqualTo(before + MANY);
      assertThat(Thread.activeCount() - threads).isLessThan(MANY / 4);
      end(id);
      for (Listening one : all) {
        one.untilEnd();
        assertThat(one.text()).contains("event: end\n");
      }
      await().until(() -> streams.count() == before);
    } finally {
      for (Listening one : all) {
        one.close();
      }
    }
  }

  @Test
  void a_head_request_leaves_no_stream_open() {
    WORLD.database.execute(
        """
        insert into views.replay
          (id, views, generations, state, position, target, started_at, ended_at, beat_at, node)
        values ('of-before', '{}', '{}', 'failed', 5, 5, now(), now(), now(), 'elsewhere')
        """);
    HttpResponse<String> head = QUERY.send("HEAD", "/replays/of-before/stream", OPERATOR);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type").orElse("")).contains("event-stream");
  }
}
