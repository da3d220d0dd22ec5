package org.circlejournal.query.view;

import java.sql.SQLException;
import java.util.Set;

/**
 * A view cannot be read yet: this version of its code has tables or columns that no generation has,
 * and a replay is building one that does.
 */
public final class NotBuilt extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** PostgreSQL's states for a column, a table and a schema that are not there. */
  private static final Set<String> MISSING = Set.of("42703", "42P01", "3F000");

  NotBuilt(String view) {
    super(view + " is being built");
  }

  /** This, or a failure of another kind. */
  static RuntimeException or(String what, String view, SQLException e) {
    return MISSING.contains(String.valueOf(e.getSQLState()))
        ? new NotBuilt(view)
        : new ViewFailure(what, e);
  }
}
