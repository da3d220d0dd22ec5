package org.circlejournal.query.replay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.query.view.Generation;

/**
 * Constraints and indexes of a generation's rows: taken off its empty tables and put back on the
 * full ones, which is much faster than to keep them while rows come. The states keep theirs.
 */
final class Keys {

  private Keys() {}

  /** Takes them off; the statements that put them back. */
  static List<String> takeOff(Connection c, Generation generation) throws SQLException {
    List<String> back = new ArrayList<>();
    try (Statement statement = c.createStatement()) {
      for (String[] key : constraints(c, generation.schema())) {
        statement.execute("alter table %s drop constraint \"%s\"".formatted(key[0], key[1]));
        back.add("alter table %s add constraint \"%s\" %s".formatted(key[0], key[1], key[2]));
      }
      for (String[] index : indexes(c, generation.schema())) {
        statement.execute("drop index " + index[0]);
        back.add(index[1]);
      }
    }
    return back;
  }

  private static List<String[]> constraints(Connection c, String schema) throws SQLException {
    return rows(
        c,
        """
        select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
         where connamespace = ?::regnamespace and contype in ('p', 'u')
           and conrelid <> (? || '.state')::regclass
         order by conname
        """,
        schema,
        schema);
  }

  private static List<String[]> indexes(Connection c, String schema) throws SQLException {
    return rows(
        c,
        """
        select indexrelid::regclass::text, pg_get_indexdef(indexrelid), '' from pg_index
          join pg_class t on t.oid = indrelid
         where t.relnamespace = ?::regnamespace and t.relname <> ? and not indisprimary
         order by 1
        """,
        schema,
        "state");
  }

  private static List<String[]> rows(Connection c, String sql, String first, String second)
      throws SQLException {
    List<String[]> rows = new ArrayList<>();
    try (PreparedStatement select = c.prepareStatement(sql)) {
      select.setString(1, first);
      select.setString(2, second);
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          rows.add(new String[] {result.getString(1), result.getString(2), result.getString(3)});
        }
      }
    }
    return rows;
  }
}
