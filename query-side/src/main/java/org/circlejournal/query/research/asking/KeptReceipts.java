package org.circlejournal.query.research.asking;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.circlejournal.query.research.asking.NotAnswered.Reason;
import org.jspecify.annotations.Nullable;

/** Receipts, for as long as the read models' database is kept; all nodes have the same. */
final class KeptReceipts {

  private final DataSource tables;

  KeptReceipts(DataSource tables) {
    this.tables = tables;
  }

  void keep(String id, Instant at, @Nullable Set<String> workplaces, String json) {
    try (Connection c = tables.getConnection();
        PreparedStatement insert =
            c.prepareStatement(
                "insert into views.research_receipt (id, at, workplaces, receipt)"
                    + " values (?, ?, ?, ?)")) {
      insert.setString(1, id);
      insert.setObject(2, at.atOffset(ZoneOffset.UTC));
      insert.setArray(3, workplaces == null ? null : c.createArrayOf("text", workplaces.toArray()));
      insert.setString(4, json);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("a receipt cannot be kept", e);
    }
  }

  /**
   * @param own workplaces that the reader may know; null for all
   * @throws NotAnswered if there is none, or it looked at other circles, too
   */
  String find(String id, @Nullable Set<String> own) {
    try (Connection c = tables.getConnection();
        PreparedStatement select =
            c.prepareStatement(
                "select workplaces, receipt from views.research_receipt where id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        if (row.next() && mayKnow(own, row.getArray(1))) {
          return row.getString(2);
        }
      }
      throw new NotAnswered(Reason.RECEIPT_UNKNOWN, "there is no such receipt");
    } catch (SQLException e) {
      throw new IllegalStateException("a receipt cannot be read", e);
    }
  }

  private static boolean mayKnow(@Nullable Set<String> own, @Nullable Array of)
      throws SQLException {
    return own == null || (of != null && own.containsAll(List.of((String[]) of.getArray())));
  }
}
