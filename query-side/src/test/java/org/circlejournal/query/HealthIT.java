package org.circlejournal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.JournalTables;
import org.junit.jupiter.api.Test;

/** What health says of a running query side, through HTTP. */
class HealthIT {

  @Test
  void an_unknown_event_is_down_with_view_position_and_name_and_without_payload() {
    try (World world = World.create();
        World.Running query = world.start()) {
      Year year = Year.of(6).held(1, 1, 2, 3);
      world.append(year.events());
      int position = year.events().size();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  query.get("/circles/" + year.id, world.staff(Role.DASHBOARD)).statusCode()
                      == 200);
      assertThat(health(query).statusCode()).isEqualTo(200);

      forge(world, year, "circle.CircleMoonstruck", "{\"secret\":\"SECRET\"}");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                HttpResponse<String> health = health(query);
                assertThat(health.statusCode()).as(health.body()).isEqualTo(503);
                assertThat(health.body())
                    .contains("\"status\":\"DOWN\"")
                    .contains("attendance_v", "burnout_trend_v", "theme_usage_v")
                    .contains("protected_space_v", "circles_v", "\"generation\":\"publisher\"")
                    .contains("\"position\":" + (position + 1))
                    .contains("circle.CircleMoonstruck");
              });
      assertThat(health(query).body()).doesNotContain("SECRET", "secret\"");
      assertThat(query.get("/circles/" + year.id, world.staff(Role.DASHBOARD)).statusCode())
          .as("what was folded before is still shown")
          .isEqualTo(200);
    }
  }

  @Test
  void without_tables_it_waits_and_says_so_and_is_up_once_the_command_side_made_them() {
    try (World world = World.bare();
        World.Running query = world.start()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                assertThat(health(query).statusCode()).isEqualTo(503);
                assertThat(health(query).body()).contains("waitingFor", "the command side");
              });
      HttpResponse<String> early = query.get("/circles", world.staff(Role.DASHBOARD));
      assertThat(early.statusCode()).isEqualTo(503);
      assertThat(early.body()).contains("not-yet-visible");

      JournalTables.migrate(world.database.dataSource());
      assertThat(health(query).statusCode()).as("half of it is not enough").isEqualTo(503);
      World.migrateVault(world.database);
      await().atMost(Duration.ofSeconds(20)).until(() -> health(query).statusCode() == 200);
      Year year = Year.of(6).held(1, 1, 2, 3);
      world.append(year.events());
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  query.get("/circles/" + year.id, world.staff(Role.DASHBOARD)).statusCode()
                      == 200);
    }
  }

  /** At first starts a processor once reported trouble that it did not have. */
  @Test
  void a_first_start_on_a_journal_of_many_events_goes_up_and_stays_up() {
    try (World world = World.create()) {
      for (long seed = 1; seed <= 6; seed++) {
        world.append(Histories.of(seed, Year.circle(seed)));
      }
      int events =
          Integer.parseInt(
              world.rows("select count(*) from journal.domain_event_entry").get(0).get(0));
      assertThat(events).isGreaterThan(300);
      try (World.Running query = world.start()) {
        goesUpAndStaysUp(query);
      }
      try (World.Running again = world.start()) {
        goesUpAndStaysUp(again);
      }
    }
  }

  private static void goesUpAndStaysUp(World.Running query) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              HttpResponse<String> health = health(query);
              assertThat(health.body()).doesNotContain("failures");
              assertThat(health.statusCode()).isEqualTo(200);
            });
    await()
        .during(Duration.ofSeconds(6)) // more than one round of claims
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              HttpResponse<String> health = health(query);
              assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
            });
  }

  private static HttpResponse<String> health(World.Running query) {
    return query.get("/actuator/health", "");
  }

  private static void forge(World world, Year year, String name, String payload) {
    world.database.execute(
        """
        insert into journal.domain_event_entry
          (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
           payload_type, payload_revision, payload, meta_data)
        values ('%s', %d, 'Circle', gen_random_uuid(), now(), '%s', '1', '%s', '{}')
        """
            .formatted(year.id, world.version(year.id) + 1, name, payload));
  }
}
