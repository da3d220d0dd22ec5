package org.circlejournal.query.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.InterruptionCause;
import org.circlejournal.events.session.SessionEvent.SessionInterrupted;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.Test;

/** A query side that was away while tens of thousands of events came. */
class FarBehindIT {

  private static final CircleId CIRCLE = Year.circle(1);
  private static final int MINUTES = 500;

  /** About 77,000 events: more than live views are left to catch up with. */
  private static final int COPIES = 150;

  @Test
  void it_replays_by_itself_and_the_old_generation_answers_until_it_is_shown() throws IOException {
    try (World world = World.create()) {
      String dashboard = world.staff(Role.DASHBOARD);
      String operator = world.staff(Role.OPERATOR);
      String path = "/circles/" + CIRCLE + "/protected-space";
      world.append(year());
      HttpResponse<String> before;
      try (Running query = world.start()) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> query.get(path, dashboard).statusCode() == 200);
        world.caughtUp();
        before = query.get(path, dashboard);
        assertThat(before.body()).contains("\"interruptedMinutes\":" + MINUTES);
      }
      List<CircleId> others = world.copy(CIRCLE, COPIES);
      try (Running query = world.start()) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> query.get(path, dashboard).statusCode() == 200);
        Set<String> generations = new LinkedHashSet<>();
        await()
            .atMost(Duration.ofMinutes(3))
            .until(
                () -> {
                  HttpResponse<String> now = query.get(path, dashboard);
                  assertThat(now.body()).isEqualTo(before.body());
                  generations.add(generation(now));
                  return generations.size() > 1;
                });
        assertThat(generations).startsWith(generation(before)).hasSize(2);

        HttpResponse<String> other =
            query.get("/circles/" + others.get(COPIES - 1) + "/protected-space", dashboard);
        assertThat(other.body()).contains("\"interruptedMinutes\":" + MINUTES);
        assertThat(generations).contains(generation(other));

        await() // the row is written in the transaction that shows it, and read in another
            .atMost(Duration.ofSeconds(10))
            .untilAsserted(
                () ->
                    assertThat(json(query.get("/replays", operator)))
                        .singleElement()
                        .satisfies(
                            row -> {
                              assertThat(row.path("state").textValue()).isEqualTo("promoted");
                              assertThat(row.path("upTo").isNull()).isTrue();
                              assertThat(row.path("views")).hasSameSizeAs(ReadModels.views());
                              assertThat(row.path("events").longValue()).isGreaterThan(50_000);
                            }));
        assertThat(query.get("/actuator/health", "").statusCode()).isEqualTo(200);
      }
      // What is not far behind is left to the live views.
      try (Running query = world.start()) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> query.get(path, dashboard).statusCode() == 200);
        world.append(
            List.of(new SessionInterrupted(CIRCLE, Year.planned(1), 1, InterruptionCause.PAGE, 1)));
        await()
            .atMost(Duration.ofMinutes(2))
            .until(
                () ->
                    query
                        .get(path, dashboard)
                        .body()
                        .contains("\"interruptedMinutes\":" + (MINUTES + 1)));
        assertThat(json(query.get("/replays", operator))).hasSize(1);
      }
    }
  }

  private static List<JournalEvent> year() {
    Year year = Year.of(CIRCLE, "CLINIC-A", 8).starts(1);
    for (int i = 0; i < MINUTES; i++) {
      year.add(new SessionInterrupted(CIRCLE, year.now(), 1, InterruptionCause.PAGE, 1));
    }
    return new ArrayList<>(year.events());
  }

  private static String generation(HttpResponse<String> answer) {
    return answer.headers().firstValue("View-Generation").orElse("");
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return Json.mapper().readTree(answer.body());
  }
}
