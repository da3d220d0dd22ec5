package org.circlejournal.query.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.circlejournal.query.view.Recorded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a session's box to what everybody reads. */
class PulsePublisherIT {

  private static final CircleId CIRCLE = Year.circle(1);

  private final World world = World.create();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void what_was_recorded_before_the_view_was_there_leaves_once_and_is_the_same_for_everybody() {
    world.append(threeSessions().events());
    try (Running query = world.start()) {
      awaitRows(4);
      world.caughtUp();
      String member = world.member(CIRCLE);
      assertThat(csv(query, "/lightness", member))
          .containsExactly(
              "circleId,session,n,arriving,leaving,change,low,high,withheld",
              CIRCLE + ",2,6,7.0,4.0,-3.0,,,rounded-below-2k",
              CIRCLE + ",3,,,,,,,fewer-than-k",
              CIRCLE + ",4,,,,,,,fewer-than-k");
      assertThat(csv(query, "/lightness?by=tool", member))
          .contains(
              "circleId,tool,n,helpfulness,withheld",
              CIRCLE + ",stillness,,,fewer-than-k",
              CIRCLE + ",breathing,6,4.0,rounded-below-2k");
      for (Role role : List.of(Role.DASHBOARD, Role.RESEARCHER)) {
        for (String path : List.of("/lightness", "/lightness?by=tool", "/lightness?from=3")) {
          assertThat(csv(query, path, world.staff(role))).isEqualTo(csv(query, path, member));
        }
      }
      HttpResponse<String> pool =
          query.get("/pools/all/lightness?to=2", world.staff(Role.DASHBOARD), "Accept", "text/csv");
      assertThat(pool.body())
          .isEqualTo(
              """
              workplace,circles,imported,session,n,arriving,leaving,change,low,high,withheld
              all,1,false,2,6,7.0,4.0,-3.0,,,rounded-below-2k
              """
                  .replace("\n", "\r\n"));
    }
    world.database.execute(
        "delete from views.token_entry where processor_name = 'pulse-publisher'");
    try (Running again = world.start()) {
      String member = world.member(CIRCLE);
      await() // it has just started
          .atMost(Duration.ofSeconds(60))
          .until(() -> again.get("/circles/" + CIRCLE, member).statusCode() == 200);
      assertThat(csv(again, "/lightness", member)).hasSize(4);
      Year later = Year.of(CIRCLE, "CLINIC-A", 12).starts(5).closes(5);
      world.append(later.events().subList(13, later.events().size()));
      awaitRows(5); // it has been through everything once more
    }
    assertThat(left()).extracting(PulseReleased::session).containsExactly(2, 2, 3, 4, 5);
    assertThat(left()).extracting(PulseReleased::setId).doesNotHaveDuplicates();
  }

  /** Six gave a pulse and rated a tool in the second, five in the third, nobody in the fourth. */
  private static Year threeSessions() {
    Year year = Year.of(CIRCLE, "CLINIC-A", 12);
    year.starts(2).add(box(year.now(), 2, 6)).closes(2);
    year.starts(3).add(box(year.now(), 3, 5)).closes(3);
    return year.starts(4).closes(4);
  }

  private static PulsesRecorded box(Instant at, int session, int people) {
    List<List<Integer>> pulses = new ArrayList<>();
    List<Integer> ratings = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      pulses.add(List.of(7, 4));
      ratings.add(4);
    }
    return new PulsesRecorded(
        CIRCLE, at, session, pulses, new TreeMap<>(Map.of(Tool.BREATHING, ratings)));
  }

  private void awaitRows(int rows) {
    await().until(() -> left().size() == rows);
  }

  private List<PulseReleased> left() {
    List<PulseReleased> left = new ArrayList<>();
    DomainEventStream stored = world.journal().readStream(Recorded.ledgerOf(CIRCLE), 0);
    stored.forEachRemaining(event -> left.add((PulseReleased) event.getPayload()));
    return left;
  }

  private static List<String> csv(Running query, String path, String token) {
    HttpResponse<String> answer =
        query.get("/circles/" + CIRCLE + path, token, "Accept", "text/csv");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return List.of(answer.body().split("\r\n"));
  }
}
