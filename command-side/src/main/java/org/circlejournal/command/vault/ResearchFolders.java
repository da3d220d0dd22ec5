package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What query sides say of their folders of research: sealed files and open ones, of people whose
 * erasure is not complete before they are gone. A query side says what it will hold before it does,
 * and then looks whether the key is still there; so whoever is not seen here, after the key is
 * gone, holds nothing.
 */
final class ResearchFolders {

  private ResearchFolders() {}

  /** Names of folders that hold something from before an epoch; none where no query side was. */
  static List<String> holding(Connection connection, int epoch) throws SQLException {
    String exists = "SELECT to_regclass('views.research_folder') IS NOT NULL";
    if (!Sql.select(connection, exists, row -> row.getBoolean(1)).get(0)) {
      return List.of();
    }
    String sql = "SELECT folder FROM views.research_folder WHERE epoch < ? ORDER BY folder";
    return Sql.select(connection, sql, row -> row.getString(1), epoch);
  }
}
