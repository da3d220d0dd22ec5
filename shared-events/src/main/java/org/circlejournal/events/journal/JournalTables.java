package org.circlejournal.events.journal;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The journal's tables in PostgreSQL, in Flyway's folder {@code db/journal}. */
public final class JournalTables {

  private JournalTables() {}

  /**
   * Brings the schema {@code journal} up to date.
   *
   * @param owner logs in as who owns, or may create, the schema; not as a runtime role
   */
  public static void migrate(DataSource owner) {
    Flyway.configure()
        .dataSource(owner)
        .locations("classpath:db/journal")
        .schemas("journal")
        .table("flyway_history")
        .load()
        .migrate();
  }
}
