package org.circlejournal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.circlejournal.events.access.Role;
import org.junit.jupiter.api.Test;

/** The query side as it runs in production: as a role that may do what it must and no more. */
class RolesIT {

  @Test
  void it_works_as_circle_query_and_that_role_changes_neither_journal_nor_vault() {
    try (World world = World.withRoles();
        World.Running query = world.start()) {
      Year year = Year.of(6).held(1, 1, 2, 3, 4);
      world.append(year.events());
      String path = "/circles/" + year.id;
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> query.get(path, world.staff(Role.DASHBOARD)).statusCode() == 200);
      String token = world.member(year.id);
      for (String view :
          List.of(
              "",
              "/attendance",
              "/theme-usage",
              "/burnout-trend",
              "/protected-space",
              "/lightness",
              "/frame",
              "/ripples")) {
        String upToDate = path + view + "?minVersion=" + world.version(year.id);
        assertThat(query.get(upToDate, token).statusCode()).as(view).isEqualTo(200);
      }
      assertThat(query.get("/circles", token).statusCode()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> query.get("/actuator/health", "").statusCode() == 200);

      for (String table :
          tables(world, "select tablename from pg_tables where schemaname = 'vault'")) {
        String vault = "vault." + table;
        refused(world, "insert into " + vault + " default values");
        refused(world, "delete from " + vault);
        refused(world, "truncate " + vault);
        refused(world, "update " + vault + " set " + anyColumn(world, table) + " = default");
      }
      for (String secret : List.of("member_secret", "box", "ballot", "idempotency", "epoch")) {
        refused(world, "select 1 from vault." + secret);
      }
      refused(world, "update journal.domain_event_entry set type = 'x'");
      refused(world, "delete from journal.domain_event_entry");
      refused(world, "truncate journal.domain_event_entry");
      refused(world, "alter table journal.domain_event_entry disable trigger all");
      refused(world, "create table journal.mine (n int)");
      refused(world, "create table vault.mine (n int)");
      refused(world, "create schema mine");
      refused(world, "drop table views.token_entry");
      refused(world, "delete from views.generation");
      refused(world, "drop schema attendance_v3 cascade");
      assertThat(
              world.rows(
                  "select count(*) from journal.domain_event_entry"
                      + " where aggregate_identifier not like 'ledger-%'"))
          .isEqualTo(List.of(List.of(Integer.toString(year.events().size()))));
    }
  }

  @Test
  void what_the_owner_has_replayed_and_shown_is_read_as_circle_query() {
    try (World world = World.withRoles();
        World.Running query = world.start()) {
      Year year = Year.of(6).held(1, 1, 2, 3, 4);
      world.append(year.events());
      String path = "/circles/" + year.id;
      String dashboard = world.staff(Role.DASHBOARD);
      String operator = world.staff(Role.OPERATOR);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> query.get(path, dashboard).statusCode() == 200);
      String before = query.get(path, dashboard).body();
      String replay =
          query
              .post("/replays", world.staff(Role.RESEARCHER), "{\"view\":\"all\"}")
              .headers()
              .firstValue("Location")
              .orElseThrow();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> query.get(replay, operator).body().contains("\"state\":\"complete\""));
      assertThat(query.send("POST", replay + "/promotion", operator).statusCode()).isEqualTo(202);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  query
                      .get(path, dashboard)
                      .headers()
                      .firstValue("View-Generation")
                      .orElse("")
                      .contains("_r"));
      assertThat(query.get(path, dashboard).body()).isEqualTo(before);
      assertThat(query.get("/status", operator).statusCode()).isEqualTo(200);
      assertThat(query.send("POST", "/views/circles/rollback", operator).statusCode())
          .isEqualTo(202);
    }
  }

  /** 42501 is insufficient privilege; another error would prove nothing. */
  private static void refused(World world, String sql) {
    String state = "done";
    try (Connection c = World.as("circle_query", world.database).getConnection();
        Statement statement = c.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      state = e.getSQLState();
    }
    assertThat(state).as(sql).isEqualTo("42501");
  }

  private static List<String> tables(World world, String sql) {
    List<String> tables = world.rows(sql).stream().map(row -> row.get(0)).toList();
    assertThat(tables).contains("token", "data_key", "night_request", "box", "ballot");
    return tables;
  }

  private static String anyColumn(World world, String table) {
    return world
        .rows(
            "select attname from pg_attribute where attnum = 1 and attrelid = 'vault."
                + table
                + "'::regclass")
        .get(0)
        .get(0);
  }
}
