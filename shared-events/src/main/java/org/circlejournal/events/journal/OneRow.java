package org.circlejournal.events.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A work that writes one row, by a statement that many commands share. What commands of a group
 * have in common is carried out at once: a round trip each would cost more than all else of them.
 * If not all rows of a group are written, the first one's {@code otherwise} is thrown.
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
    OneTrip trip = new OneTrip();
    trip.add(List.of(this));
    trip.run(connection);
  }
}
