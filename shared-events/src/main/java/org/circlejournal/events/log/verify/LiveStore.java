package org.circlejournal.events.log.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.log.LogProof;
import org.circlejournal.events.log.NotProven;
import org.circlejournal.events.log.Note;
import org.circlejournal.events.log.Tiles;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyInputStream;

/** A running PostgreSQL that holds journal and log, read in one snapshot. Changes nothing. */
final class LiveStore {

  private LiveStore() {}

  static String fsck(Call call) throws SQLException, IOException {
    Properties properties = new Properties();
    properties.setProperty("user", call.required("user"));
    String password = System.getenv("PGPASSWORD");
    if (password != null) {
      properties.setProperty("password", password);
    }
    try (Connection c = DriverManager.getConnection(call.required("live"), properties)) {
      c.setAutoCommit(false);
      c.setReadOnly(true);
      c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      int log = newest(c);
      Checkpoint at =
          call.has("checkpoint")
              ? Verify.checkpoint(call.required("checkpoint"), call.keys())
              : newestOf(c, log, call);
      Fsck fsck = new Fsck(at, tiles(c, log));
      try (PGCopyInputStream dump =
          new PGCopyInputStream(
              c.unwrap(PGConnection.class), "copy (" + JournalDump.QUERY + ") to stdout")) {
        // The tiles are asked for on the same connection: read them all before the journal.
        return fsck.check(new JournalDump(dump));
      }
    }
  }

  private static int newest(Connection c) throws SQLException {
    try (Statement statement = c.createStatement();
        ResultSet row = statement.executeQuery("select max(number) from audit.log")) {
      row.next();
      int log = row.getInt(1);
      if (row.wasNull()) {
        throw new NotProven("this store has no log yet");
      }
      return log;
    }
  }

  /** The head, or with a key at hand what was signed last. */
  private static Checkpoint newestOf(Connection c, int log, Call call)
      throws SQLException, IOException {
    String sql =
        call.has("key")
            ? "select note from audit.daily where log = ? order by day desc limit 1"
            : """
              select l.origin, h.size, h.root
                from audit.log l join audit.head h on h.log = l.number where l.number = ?
              """;
    try (PreparedStatement select = c.prepareStatement(sql)) {
      select.setInt(1, log);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new NotProven("this store has no checkpoint yet");
        }
        return call.has("key")
            ? LogProof.requireCheckpoint(
                Note.parse(row.getString(1).getBytes(StandardCharsets.UTF_8)), call.keys())
            : new Checkpoint(row.getString(1), row.getLong(2), Hash.of(row.getBytes(3)));
      }
    }
  }

  private static Tiles tiles(Connection c, int log) throws SQLException {
    return StoredTiles.read(c, log);
  }
}
