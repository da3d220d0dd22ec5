package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.EpochKeys;
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

  /** The circle's boxes that hold ballots, or may. */
  static List<Box> open(Connection connection, CircleId circle) throws SQLException {
    String sql = "SELECT circle_id, name FROM vault.box WHERE circle_id = ? AND state <> 'closed'";
    return Sql.select(connection, sql, BoxRows::box, circle.value());
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
   * @param generation of the key that sealed the ballot
   * @throws Refused as a concurrent write if the box is not open any more, or was sealed anew
   */
  static void touch(Connection connection, Box box, int generation) throws SQLException {
    String sql =
        """
        UPDATE vault.box SET revision = revision + 1
        WHERE circle_id = ? AND name = ? AND state = 'open' AND generation = ?
        """;
    if (Sql.update(connection, sql, box.circle().value(), box.name(), generation) == 0) {
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

  /**
   * @return how many there were
   */
  static int deleteBallot(Connection connection, Box box, String row) throws SQLException {
    String sql = "DELETE FROM vault.ballot WHERE circle_id = ? AND box = ? AND row_name = ?";
    return Sql.update(connection, sql, box.circle().value(), box.name(), row);
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

  /**
   * Takes the voters' ballots out of an open box and seals the others anew under a fresh key, so
   * that those that are gone are unreadable in dead rows and write-ahead log as soon as the epoch
   * that wrapped the old key is destroyed.
   *
   * @param voters names under which they may have voted
   */
  static void takeOut(
      Connection connection,
      Box box,
      Collection<String> voters,
      EpochKeys epochs,
      RandomGenerator random)
      throws SQLException {
    record Found(int epoch, String wrapped) {}
    String lock =
        """
        SELECT epoch, wrapped FROM vault.box
        WHERE circle_id = ? AND name = ? AND state = 'open' FOR UPDATE
        """;
    List<Found> found =
        Sql.select(
            connection,
            lock,
            row -> new Found(row.getInt(1), row.getString(2)),
            box.circle().value(),
            box.name());
    if (found.isEmpty()) {
      return; // emptied meanwhile: what was in it is in the journal, or gone with its key
    }
    int epoch = found.get(0).epoch();
    BoxKey key = BoxKey.unwrap(epochs, epoch, box, found.get(0).wrapped());
    int taken = 0;
    for (String voter : voters) {
      taken += deleteBallot(connection, box, key.row(voter));
    }
    if (taken == 0) {
      return;
    }
    BoxKey renewed = key.renewed(random);
    Map<String, byte[]> others = new LinkedHashMap<>();
    Sql.select(
        connection,
        "SELECT row_name, content FROM vault.ballot WHERE circle_id = ? AND box = ?",
        row -> {
          others.put(row.getString(1), row.getBytes(2));
          return true;
        },
        box.circle().value(),
        box.name());
    for (Map.Entry<String, byte[]> each : others.entrySet()) {
      byte[] ballot = key.decrypt(each.getKey(), each.getValue());
      putBallot(connection, box, each.getKey(), renewed.encrypt(each.getKey(), ballot));
    }
    String update =
        """
        UPDATE vault.box
        SET wrapped = ?, generation = generation + 1, revision = revision + 1
        WHERE circle_id = ? AND name = ?
        """;
    Sql.update(connection, update, renewed.wrap(epochs, epoch), box.circle().value(), box.name());
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
