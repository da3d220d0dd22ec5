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

  /** Asks the catalogue, which answers whatever was granted so far. */
  private static final String READABLE =
      """
      SELECT has_schema_privilege(s.oid, 'USAGE') AND has_table_privilege(t.oid, 'SELECT')
      FROM pg_catalog.pg_class t JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
      WHERE s.nspname = 'views' AND t.relname = 'research_folder'
      """;

  private ResearchFolders() {}

  /**
   * Names of folders that hold something from before an epoch; none where no query side was. What
   * may not be read yet, because a query side is about to grant it, counts as a folder.
   */
  static List<String> holding(Connection connection, int epoch) throws SQLException {
    List<Boolean> readable = Sql.select(connection, READABLE, row -> row.getBoolean(1));
    if (readable.isEmpty()) {
      return List.of();
    }
    if (!readable.get(0)) {
      return List.of("(not to be read before a query side has started)");
    }
    String sql = "SELECT folder FROM views.research_folder WHERE epoch < ? ORDER BY folder";
    return Sql.select(connection, sql, row -> row.getString(1), epoch);
  }
}
