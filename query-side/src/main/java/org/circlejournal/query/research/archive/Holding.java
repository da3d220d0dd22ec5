package org.circlejournal.query.research.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Tells the command side what lies in a folder, for its eraser to wait until it is gone: the epoch
 * of the oldest thing in it. Said before anything is written, and said anew when it is deleted.
 */
final class Holding {

  private static final String SAY =
      """
      insert into views.research_folder (folder, epoch) values (?, ?)
      on conflict (folder) do update set epoch = excluded.epoch, since = now()
      """;

  private final DataSource database;

  /**
   * @param database with the views' schema
   */
  Holding(DataSource database) {
    this.database = database;
  }

  /** Returns when it is durable. */
  void say(String folder, int epoch) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(SAY)) {
      statement.setString(1, folder);
      statement.setInt(2, epoch);
      statement.executeUpdate();
    }
  }
}
