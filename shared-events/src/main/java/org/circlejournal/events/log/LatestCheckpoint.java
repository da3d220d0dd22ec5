package org.circlejournal.events.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How far the log is, for whoever prints it on a receipt, an export or a report: on both sides, as
 * the query side's sealer last wrote it.
 */
public final class LatestCheckpoint {

  private final DataSource dataSource;

  public LatestCheckpoint(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Null as long as there is no log. */
  public @Nullable Checkpoint find() {
    try (Connection c = dataSource.getConnection()) {
      if (!exists(c)) {
        return null;
      }
      try (PreparedStatement select =
              c.prepareStatement(
                  """
                  select l.origin, h.size, h.root
                    from audit.log l join audit.head h on h.log = l.number
                   order by l.number desc limit 1
                  """);
          ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Checkpoint(row.getString(1), row.getLong(2), Hash.of(row.getBytes(3)))
            : null;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the audit log cannot be read", e);
    }
  }

  /** Whether it is there, and may be read already: a query side makes it, and then grants. */
  private static boolean exists(Connection c) throws SQLException {
    try (PreparedStatement select =
            c.prepareStatement(
                """
                select count(*) > 0
                  from pg_catalog.pg_class t
                  join pg_catalog.pg_namespace s on s.oid = t.relnamespace
                 where s.nspname = 'audit' and t.relname = 'head'
                   and has_schema_privilege(s.oid, 'usage')
                   and has_table_privilege(t.oid, 'select')
                """);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
