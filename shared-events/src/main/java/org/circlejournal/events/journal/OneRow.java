package org.circlejournal.events.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A work that writes one row, by a statement that many commands share. What commands of a group
 * have in common is carried out at once: a round trip each would cost more than all else of them.
 *
 * @param sql an insert that selects from {@code unnest(?::text[], …)}, with as many rows as are
 *     written
 * @param values of the one row, one for each parameter
 * @param otherwise what the caller gets if the row was not written; null if that is no failure
 */
public record OneRow(
    String sql, List<String> values, @Nullable Supplier<RuntimeException> otherwise)
    implements Work {

  @Override
  public void in(Connection connection) throws SQLException {
    insert(connection, List.of(this));
  }

  /**
   * @param rows of the same statement
   * @throws RuntimeException what the first of them says, if not all of them were written
   */
  static void insert(Connection connection, List<OneRow> rows) throws SQLException {
    OneRow first = rows.get(0);
    try (PreparedStatement insert = connection.prepareStatement(first.sql)) {
      for (int column = 0; column < first.values.size(); column++) {
        String[] values = new String[rows.size()];
        for (int row = 0; row < values.length; row++) {
          values[row] = rows.get(row).values.get(column);
        }
        insert.setObject(column + 1, values);
      }
      if (insert.executeUpdate() != rows.size() && first.otherwise != null) {
        throw first.otherwise.get();
      }
    }
  }
}
