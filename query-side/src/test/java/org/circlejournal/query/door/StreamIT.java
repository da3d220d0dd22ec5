package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.events.session.SessionEvent.QuestionAsked;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** Movements of a circle's views over real sockets. */
class StreamIT {

  private static final World WORLD = World.create();
  private static final Running QUERY = WORLD.start();
  private static final String DASHBOARD = WORLD.staff(Role.DASHBOARD);
  private static final int MANY = 1_000;
  private static final Duration MOST_LAG = Duration.ofSeconds(30);
  private static final AtomicLong CIRCLES = new AtomicLong();

  private final List<Listening> all = new ArrayList<>();
  private final CircleId circle = Year.circle(CIRCLES.incrementAndGet());
  private final String member = WORLD.member(circle);

  @BeforeAll
  static void ready() {
    append(Year.of(Year.circle(999), "CLINIC-A", 8).events());
    WORLD.caughtUp();
  }

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  @AfterEach
  void hang_up() throws IOException {
    for (Listening one : all) {
      one.close();
    }
    Streams streams = QUERY.part(Streams.class);
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              append(List.of(new FrameAgreed(circle, Year.planned(20), Year.member(1), "1")));
              return streams.count() == 0; // found out when it is written to
            });
  }

  @Test
  void who_comes_hears_of_each_view_and_then_of_what_moves() throws IOException {
    founded();
    Listening listening = listen(member, "");
    listening.until("retry: 3000");
    listening.until(of("circles"));
    listening.until(of("attendance"));
    assertThat(listening.text()).startsWith("HTTP/1.1 200").contains("text/event-stream");

    append(List.of(new SessionStarted(circle, Year.planned(1), 1)));
    long version = WORLD.version(circle);
    listening.until(of("protected-space", version));
    // What it was told of is there to be read.
    HttpResponse<String> seen = QUERY.get("/circles/" + circle + "/protected-space", member);
    assertThat(seen.body()).contains("2026-01-12T16:00:00Z");
  }

  @Test
  void others_hear_nothing_of_what_they_may_not_see() throws IOException {
    founded();
    append(List.of(new SessionStarted(circle, Year.planned(1), 1)));
    WORLD.caughtUp();
    Listening inside = listen(member, "");
    Listening outside = listen(DASHBOARD, "");
    outside.until(of("frame", WORLD.version(circle)));
    List<Long> hidden = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      append(
          List.of(
              new MemberCheckedIn(circle, Year.planned(1), 1, Year.member(i), Presence.IN_PERSON)));
      hidden.add(WORLD.version(circle));
      inside.until(of("attendance", WORLD.version(circle)));
    }
    append(
        List.of(new SessionClosed(circle, Year.planned(1).plus(Duration.ofMinutes(90)), 1, null)));
    outside.until(of("protected-space", WORLD.version(circle)));
    WORLD.caughtUp();
    inside.until(of("attendance", WORLD.version(circle)));
    assertThat(outside.text()).doesNotContain(of("attendance"));
    for (long version : hidden) {
      assertThat(outside.text()).doesNotContain("\"version\":" + version + "}");
    }
  }

  @Test
  void who_comes_again_hears_of_what_moved_meanwhile_only() throws IOException {
    founded();
    WORLD.caughtUp();
    Listening first = listen(member, "");
    first.until(of("ripples"));
    String id = first.lastId();
    first.close();

    append(List.of(new FrameAgreed(circle, Year.planned(1), Year.member(1), "1")));
    WORLD.caughtUp();
    Listening again = listen(member, id);
    again.until(of("attendance", WORLD.version(circle)));
    assertThat(again.text()).doesNotContain(of("circles"));
    // An id that nobody gave out is as none.
    listen(member, "x.1.2").until(of("circles"));
  }

  @Test
  void silence_is_broken_by_a_heartbeat() throws IOException {
    founded();
    WORLD.caughtUp();
    Listening listening = listen(member, "");
    listening.until("\n:\n\n");
  }

  @Test
  void no_parameters_are_known_and_only_a_circles_readers_listen() {
    founded();
    WORLD.caughtUp();
    String path = path(circle);
    assertThat(QUERY.get(path + "?asOf=1", member).statusCode()).isEqualTo(400);
    assertThat(QUERY.get(path, "").statusCode()).isEqualTo(401);
    assertThat(QUERY.get(path, WORLD.staff(Role.AUDITOR)).statusCode()).isEqualTo(403);
    assertThat(QUERY.get(path, WORLD.member(Year.circle(999))).statusCode()).isEqualTo(404);
    assertThat(QUERY.send("HEAD", path, member).statusCode()).isEqualTo(200);
    assertThat(QUERY.part(Streams.class).count()).isZero();
  }

  @Test
  void a_slow_reader_is_dropped_and_the_others_go_on() throws IOException {
    founded();
    append(List.of(new SessionStarted(circle, Year.planned(1), 1)));
    WORLD.caughtUp();
    try (Running query = WORLD.startWith(SmallBuffers.class, new SmallBuffers())) {
      await().until(() -> answers(query));
      Streams streams = query.part(Streams.class);
      Listening slow = new Listening(query, path(circle), member, "", 1); // never read
      all.add(slow);
      await().until(() -> streams.count() == 1);
      Listening fast = new Listening(query, path(circle), member, "", 0);
      all.add(fast);
      fast.until(of("frame", WORLD.version(circle)));
      assertThat(streams.count()).isEqualTo(2);
      await()
          .atMost(Duration.ofMinutes(4))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                append(List.of(new QuestionAsked(circle, Year.planned(1), 1)));
                fast.until(of("frame", WORLD.version(circle)));
                return streams.count() == 1;
              });
      append(List.of(new QuestionAsked(circle, Year.planned(1), 1)));
      fast.until(of("frame", WORLD.version(circle)));
    }
  }

  private boolean answers(Running query) {
    return query.get("/circles/" + circle, member).statusCode() == 200;
  }

  /** The system keeps megabytes for a reader on the same machine; a test cannot wait for that. */
  private static final class SmallBuffers
      implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    @Override
    public void customize(TomcatServletWebServerFactory factory) {
      factory.addConnectorCustomizers(
          connector -> connector.setProperty("socket.txBufSize", "4096"));
    }
  }

  @Test
  void a_thousand_listen_on_a_few_threads_and_lag_does_not_grow() throws IOException {
    founded();
    append(List.of(new SessionStarted(circle, Year.planned(1), 1)));
    WORLD.caughtUp();
    int threads = Thread.activeCount();
    for (int i = 0; i < MANY; i++) {
      listen(i % 2 == 0 ? member : DASHBOARD, "");
    }
    for (Listening one : all) {
      one.until(of("frame", WORLD.version(circle)));
    }
    assertThat(Thread.activeCount() - threads).isLessThan(MANY / 4);
    List<Duration> lags = new ArrayList<>();
    for (int session = 2; session <= 6; session++) {
      long begin = System.nanoTime();
      append(List.of(new SessionStarted(circle, Year.planned(session), session)));
      for (Listening one : all) {
        one.until(of("protected-space", WORLD.version(circle)));
      }
      lags.add(Duration.ofNanos(System.nanoTime() - begin));
    }
    assertThat(lags).as("of the last of all").allMatch(lag -> lag.compareTo(MOST_LAG) < 0);
  }

  // --- helpers --------------------------------------------------------------------------------

  private void founded() {
    append(Year.of(circle, "CLINIC-A", 8).events());
  }

  private static void append(List<? extends JournalEvent> events) {
    WORLD.append(events);
  }

  private static String of(String view) {
    return "{\"view\":\"" + view + "\"";
  }

  private static String of(String view, long version) {
    return of(view) + ",\"version\":" + version + "}";
  }

  private static String path(CircleId circle) {
    return "/circles/" + circle + "/stream";
  }

  private Listening listen(String token, String lastId) throws IOException {
    Listening listening = new Listening(QUERY, path(circle), token, lastId, 0);
    all.add(listening);
    return listening;
  }
}
