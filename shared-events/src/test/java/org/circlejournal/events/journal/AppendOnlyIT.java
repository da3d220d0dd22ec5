package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class AppendOnlyIT {

  private static final Instant AT = Instant.parse("2026-01-12T16:00:00Z");
  private static final String INSERT =
      """
      insert into journal.domain_event_entry
        (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
         payload_type, payload_revision, payload, meta_data)
      values ('raw', 0, 'Circle', gen_random_uuid(), now(), 'circle.CircleSealed', '1', '{}', '{}')
      """;

  private final TestPostgres.Database database = TestPostgres.database();

  @BeforeEach
  void migrate() throws SQLException {
    // Roles belong to the whole server and outlive the other tests' databases.
    database.execute(
        """
        do $$ begin
          create role circle_command login; create role circle_query login;
          create role circle_owner login;
        exception when duplicate_object then null; end $$
        """);
    database.execute("grant create on database " + database.name() + " to circle_owner");
    JournalTables.migrate(as("circle_owner"));
    try (Journal journal = Journal.open(JournalSettings.postgres(as("circle_command")))) {
      journal.append("c1", 0, new CircleSealed(new CircleId("c1"), AT), AT, Map.of());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update journal.domain_event_entry set payload = ''",
        "update journal.domain_event_entry set payload = '' where false",
        "delete from journal.domain_event_entry",
        "truncate journal.domain_event_entry",
        "merge into journal.domain_event_entry j using (select 1) on true when matched then delete",
        "insert into journal.domain_event_entry overriding system value select * from journal.domain_event_entry"
            + " on conflict (global_index) do update set payload = ''"
      })
  void nothing_is_changed_or_deleted_by_anybody(String sql) throws SQLException {
    String before = dump();
    for (String user :
        new String[] {"circle_command", "circle_query", "circle_owner", "postgres"}) {
      assertThatThrownBy(() -> execute(user, sql)).as(user).isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> execute("postgres", "set session_replication_role = replica; " + sql))
        .hasMessageContaining("append-only");
    assertThat(dump()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"update", "delete", "truncate"})
  void the_owner_is_told_why(String verb) {
    String sql =
        switch (verb) {
          case "update" -> "update journal.domain_event_entry set payload = ''";
          case "delete" -> "delete from journal.domain_event_entry";
          default -> "truncate journal.domain_event_entry";
        };
    assertThatThrownBy(() -> execute("circle_owner", sql))
        .hasMessageContaining("the journal is append-only");
  }

  @Test
  void runtime_roles_may_add_and_read() throws SQLException {
    execute("circle_command", INSERT);
    execute("circle_query", INSERT.replace("'raw', 0", "'raw', 1"));
    execute("circle_query", "select * from journal.domain_event_entry");
    assertThat(dump()).contains("raw");
  }

  @Test
  void runtime_roles_do_not_choose_the_index_and_do_not_remove_the_guards() {
    assertThatThrownBy(
            () ->
                execute(
                    "circle_command",
                    INSERT
                        .replace("entry\n  (", "entry (global_index, ")
                        .replace("values (", "overriding system value values (-1, ")))
        .hasMessageContaining("permission denied");
    for (String sql :
        new String[] {
          "alter table journal.domain_event_entry disable trigger all",
          "drop trigger refuse_change on journal.domain_event_entry",
          "drop table journal.domain_event_entry",
          "create or replace function journal.refuse_change() returns trigger language sql"
              + " as 'select null'",
          "set session_replication_role = replica"
        }) {
      assertThatThrownBy(() -> execute("circle_command", sql))
          .as(sql)
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void migrating_again_gives_the_rights_to_roles_that_were_made_later() throws SQLException {
    execute("circle_owner", "revoke all on journal.domain_event_entry from circle_query");
    assertThatThrownBy(() -> execute("circle_query", INSERT));
    JournalTables.migrate(as("circle_owner"));
    assertThatCode(() -> execute("circle_query", INSERT)).doesNotThrowAnyException();
  }

  private PGSimpleDataSource as(String user) {
    PGSimpleDataSource dataSource = database.dataSource();
    dataSource.setUser(user);
    return dataSource;
  }

  private void execute(String user, String sql) throws SQLException {
    try (Connection c = as(user).getConnection();
        Statement statement = c.createStatement()) {
      statement.execute(sql);
    }
  }

  private String dump() throws SQLException {
    try (Connection c = as("postgres").getConnection();
        Statement statement = c.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select string_agg(j::text, ' ' order by global_index)"
                    + " from journal.domain_event_entry j")) {
      rows.next();
      return rows.getString(1);
    }
  }
}
