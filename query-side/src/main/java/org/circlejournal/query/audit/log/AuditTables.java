package org.circlejournal.query.audit.log;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The schema {@code audit}, which outlives all views. */
public final class AuditTables {

  private AuditTables() {}

  public static void migrate(DataSource owner) {
    Flyway.configure()
        .dataSource(owner)
        .locations("classpath:db/audit")
        .schemas("audit")
        .table("flyway_history")
        .load()
        .migrate();
  }
}
