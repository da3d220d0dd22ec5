package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;

/** JDBC without its ceremony. Parameters are texts, numbers, bytes and times with offset. */
final class Sql {

  private Sql() {}

  /** One row of a result. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  static <T> List<T> select(
      DataSource database, String sql, Reader<T> reader, Object... parameters) {
    try (Connection connection = database.getConnection()) {
      return select(connection, sql, reader, parameters);
    } catch (SQLException e) {
      throw new IllegalStateException("the vault cannot be read", e);
    }
  }

  static <T> List<T> select(
      Connection connection, String sql, Reader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      List<T> result = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          result.add(reader.read(rows));
        }
      }
      return result;
    }
  }

  /**
   * @return how many rows it changed
   */
  static int update(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      return statement.executeUpdate();
    }
  }

  /**
   * @throws Refused as a concurrent write unless it changed one row
   */
  static void updateOne(Connection connection, String sql, Object... parameters)
      throws SQLException {
    if (update(connection, sql, parameters) != 1) {
      throw new Refused(Refusal.CONCURRENT_WRITE);
    }
  }

  static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }
}
