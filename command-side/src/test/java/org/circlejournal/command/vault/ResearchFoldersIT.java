package org.circlejournal.command.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.log.LatestCheckpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Both sides start at once on an empty database: the query side's tables come before its grants.
 */
class ResearchFoldersIT {

  private final TestPostgres.Database database = TestPostgres.database();

  @BeforeEach
  void roles() {
    database.execute(
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = 'circle_command') then
            create role circle_query; create role circle_command;
          end if;
        end $$
        """);
  }

  @Test
  void what_is_not_granted_yet_makes_nobody_fail_and_no_erasure_complete() throws Exception {
    assertThat(holding()).isEmpty();

    database.execute("create schema views");
    assertThat(holding()).isEmpty();

    database.execute("create table views.research_folder (folder text, epoch integer)");
    assertThat(holding()).hasSize(1);

    database.execute("grant usage on schema views to circle_command");
    assertThat(holding()).hasSize(1);

    database.execute("grant select on views.research_folder to circle_command");
    assertThat(holding()).isEmpty();

    database.execute("insert into views.research_folder values ('f-2', 2), ('f-3', 3)");
    assertThat(holding()).containsExactly("f-2");
  }

  @Test
  void a_log_that_is_not_granted_yet_is_none() {
    database.execute("create schema audit; create table audit.head (log integer)");
    assertThat(new LatestCheckpoint(asCommandSide()).find()).isNull();
  }

  private List<String> holding() throws SQLException {
    try (Connection connection = asCommandSide().getConnection()) {
      return ResearchFolders.holding(connection, 3);
    }
  }

  private DataSource asCommandSide() {
    PGSimpleDataSource source = database.dataSource();
    source.setOptions("-c role=circle_command");
    return source;
  }
}
