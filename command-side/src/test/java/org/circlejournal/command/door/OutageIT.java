package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.circlejournal.command.door.App.Answered;
import org.circlejournal.events.TestPostgres;
import org.junit.jupiter.api.Test;

class OutageIT {

  private static final String FOUND =
      "{'name':'OUT','workplace':'CLINIC-A','timeZone':'UTC','firstMeeting':'2026-01-12T17:00',"
          + "'capacity':12,'frameVersion':'1'}";

  @Test
  void a_database_that_does_not_answer_is_a_clear_answer_and_heals() throws SQLException {
    try (App app = App.start()) {
      assertThat(app.post("/circles", null, FOUND).status()).isEqualTo(201);
      String name = app.database().name();
      administer("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
      administer(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
      Answered refused = app.post("/circles", null, FOUND);
      assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("journal-unavailable");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(app.get("/actuator/health", null).status()).isEqualTo(503);
      administer("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> assertThat(app.post("/circles", null, FOUND).status()).isEqualTo(201));
    }
  }

  private static void administer(String sql) throws SQLException {
    try (Connection connection =
            new TestPostgres.Database("postgres").dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
