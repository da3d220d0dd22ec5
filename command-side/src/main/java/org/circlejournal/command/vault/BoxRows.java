package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.EpochKeys.Purpose;

/**
 * The rows of boxes and ballots. A box is open, or closing (emptied by a command whose events may
 * or may not be in the journal yet), or closed: then its key and its ballots are gone.
 */
final class BoxRows {

  private BoxRows() {}

  static Box box(ResultSet row) throws SQLException {
    return new Box(new CircleId(row.getString("circle_id")), row.getString("name"));
  }

  /** Makes an open box, unless it exists. */
  static void insertOpen(Connection connection, Box box, int epoch, String wrapped)
      throws SQLException {
    Epochs.requireLive(connection, Purpose.BOXES, epoch);
    String sql =
        """
        INSERT INTO vault.box (circle_id, name, state, revision, epoch, wrapped)
        VALUES (?, ?, 'open', 0, ?, ?) ON CONFLICT DO NOTHING
        """;
    Sql.update(connection, sql, box.circle().value(), box.name(), epoch, wrapped);
  }

  /**
   * Marks a box that never had a ballot as closed.
   *
   * @throws Refused as a concurrent write if it exists: somebody cast the first ballot meanwhile
   */
  static void insertClosed(Connection connection, Box box) throws SQLException {
    String sql =
        """
        INSERT INTO vault.box (circle_id, name, state, revision)
        VALUES (?, ?, 'closed', 0) ON CONFLICT DO NOTHING
        """;
    Sql.updateOne(connection, sql, box.circle().value(), box.name());
  }

  /**
   * To be done before every change of an open box's ballots.
   *
   * @throws Refused as a concurrent write if the box is not open any more
   */
  static void touch(Connection connection, Box box) throws SQLException {
    String sql =
        """
        UPDATE vault.box SET revision = revision + 1
        WHERE circle_id = ? AND name = ? AND state = 'open'
        """;
    if (Sql.update(connection, sql, box.circle().value(), box.name()) == 0) {
      throw new Refused(Refusal.CONCURRENT_WRITE, "The box was emptied.");
    }
  }

  static void putBallot(Connection connection, Box box, String row, byte[] content)
      throws SQLException {
    String sql =
        """
        INSERT INTO vault.ballot (circle_id, box, row_name, content) VALUES (?, ?, ?, ?)
        ON CONFLICT (circle_id, box, row_name) DO UPDATE SET content = excluded.content
        """;
    Sql.update(connection, sql, box.circle().value(), box.name(), row, content);
  }

  static void deleteBallot(Connection connection, Box box, String row) throws SQLException {
    String sql = "DELETE FROM vault.ballot WHERE circle_id = ? AND box = ? AND row_name = ?";
    Sql.update(connection, sql, box.circle().value(), box.name(), row);
  }

  /** The ballots in the order of a keyed hash, which says nothing. */
  static List<byte[]> ballots(DataSource database, Box box, BoxKey key) {
    String sql =
        """
        SELECT row_name, content FROM vault.ballot
        WHERE circle_id = ? AND box = ? ORDER BY row_name
        """;
    return Sql.select(
        database,
        sql,
        row -> key.decrypt(row.getString(1), row.getBytes(2)),
        box.circle().value(),
        box.name());
  }

  /**
   * @throws Refused as a concurrent write if a ballot was cast or taken back since the revision was
   *     read, or if somebody else empties the box
   */
  static void startClosing(Connection connection, Box box, long revision) throws SQLException {
    String sql =
        """
        UPDATE vault.box SET state = 'closing'
        WHERE circle_id = ? AND name = ? AND state = 'open' AND revision = ?
        """;
    Sql.updateOne(connection, sql, box.circle().value(), box.name(), revision);
  }

  /** Destroys the box's key and ballots; harmless when they are gone already. */
  static void destroy(Connection connection, Box box) throws SQLException {
    String close =
        """
        UPDATE vault.box SET state = 'closed', revision = 0, epoch = NULL, wrapped = NULL
        WHERE circle_id = ? AND name = ?
        """;
    String delete = "DELETE FROM vault.ballot WHERE circle_id = ? AND box = ?";
    Sql.update(connection, close, box.circle().value(), box.name());
    Sql.update(connection, delete, box.circle().value(), box.name());
  }

  /** Opens a closing box again, as if nobody had emptied it. */
  static void reopen(Connection connection, Box box, long revision) throws SQLException {
    String sql =
        """
        UPDATE vault.box SET state = 'open'
        WHERE circle_id = ? AND name = ? AND state = 'closing' AND revision = ?
        """;
    Sql.update(connection, sql, box.circle().value(), box.name(), revision);
  }
}
