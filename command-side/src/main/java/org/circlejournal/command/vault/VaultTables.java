package org.circlejournal.command.vault;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The vault's tables in PostgreSQL, in Flyway's folder {@code db/vault}. */
public final class VaultTables {

  private VaultTables() {}

  /**
   * Brings the schema {@code vault} up to date.
   *
   * @param owner logs in as who owns, or may create, the schema; not as a runtime role
   */
  public static void migrate(DataSource owner) {
    Flyway.configure()
        .dataSource(owner)
        .locations("classpath:db/vault")
        .schemas("vault")
        .table("flyway_history")
        .load()
        .migrate();
  }
}
