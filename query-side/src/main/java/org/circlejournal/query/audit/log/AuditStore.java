package org.circlejournal.query.audit.log;

import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.log.NotProven;
import org.circlejournal.events.log.Note;
import org.circlejournal.events.log.Tile;
import org.circlejournal.events.log.Tiles;
import org.jspecify.annotations.Nullable;

/** The tables of schema {@code audit}, statement by statement, on one connection. */
record AuditStore(Connection c) {

  /**
   * One of the daily checkpoints.
   *
   * @param note as it was signed
   */
  record Daily(long size, String note) {}

  /** A key of a log; {@code handOver} is null for the first. */
  record Signing(int number, String vkey, @Nullable String handOver) {}

  /**
   * A tile of level 0 and where its events are.
   *
   * @param firstPosition of its first event in the journal
   * @param from microseconds since 1970, the earliest recording time in it
   * @param to the latest
   */
  record Leaves(long firstPosition, long from, long to) {}

  // --- the log --------------------------------------------------------------------------------

  /** The newest log; null before the first. */
  @Nullable Head head() throws SQLException {
    try (Statement statement = c.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select l.number, l.origin, l.because, l.cluster, h.size, h.position, h.root,
                       h.last_leaf
                  from audit.log l join audit.head h on h.log = l.number
                 order by l.number desc limit 1
                """)) {
      if (!row.next()) {
        return null;
      }
      byte[] lastLeaf = row.getBytes(8);
      return new Head(
          row.getInt(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getLong(5),
          row.getLong(6),
          Hash.of(row.getBytes(7)),
          lastLeaf == null ? null : Hash.of(lastLeaf));
    }
  }

  /** Which PostgreSQL this is, and on which timeline: each recovery begins a new one. */
  String cluster() throws SQLException {
    try (Statement statement = c.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
                  from pg_control_system()
                """)) {
      row.next();
      return row.getString(1);
    }
  }

  /** So that of two processes only one begins a log. Held to the end of the transaction. */
  void lockLogs() throws SQLException {
    try (Statement statement = c.createStatement()) {
      statement.execute("select pg_advisory_xact_lock('audit.log'::regclass::oid::bigint)");
    }
  }

  void begin(int number, String origin, Instant at, String because, String cluster, Hash root)
      throws SQLException {
    try (PreparedStatement log =
            c.prepareStatement(
                "insert into audit.log (number, origin, begun_at, because, cluster)"
                    + " values (?, ?, ?, ?, ?)");
        PreparedStatement head =
            c.prepareStatement("insert into audit.head (log, root) values (?, ?)")) {
      log.setInt(1, number);
      log.setString(2, origin);
      log.setTimestamp(3, Timestamp.from(at));
      log.setString(4, because);
      log.setString(5, cluster);
      log.executeUpdate();
      head.setInt(1, number);
      head.setBytes(2, root.bytes());
      head.executeUpdate();
    }
  }

  // --- who seals ------------------------------------------------------------------------------

  /** Whether this process seals now: it did so last, or who did has been silent. */
  boolean claim(int log, String sealer, long silenceMillis) throws SQLException {
    try (PreparedStatement claim =
        c.prepareStatement(
            """
            update audit.head set sealer = ?, seen_at = clock_timestamp()
             where log = ? and (sealer = ?
                or seen_at < clock_timestamp() - ? * interval '1 millisecond')
            """)) {
      claim.setString(1, sealer);
      claim.setInt(2, log);
      claim.setString(3, sealer);
      claim.setLong(4, silenceMillis);
      return claim.executeUpdate() == 1;
    }
  }

  void release(int log, String sealer) throws SQLException {
    try (PreparedStatement release =
        c.prepareStatement(
            "update audit.head set sealer = '', seen_at = '-infinity' where log = ? and sealer = ?")) {
      release.setInt(1, log);
      release.setString(2, sealer);
      release.executeUpdate();
    }
  }

  /**
   * Moves the head, if it still is where this sealer left it.
   *
   * @return whether it was
   */
  boolean move(Head from, String sealer, long size, long position, Hash root, Hash lastLeaf)
      throws SQLException {
    try (PreparedStatement move =
        c.prepareStatement(
            """
            update audit.head
               set size = ?, position = ?, root = ?, last_leaf = ?, seen_at = clock_timestamp()
             where log = ? and sealer = ? and size = ?
            """)) {
      move.setLong(1, size);
      move.setLong(2, position);
      move.setBytes(3, root.bytes());
      move.setBytes(4, lastLeaf.bytes());
      move.setInt(5, from.log());
      move.setString(6, sealer);
      move.setLong(7, from.size());
      return move.executeUpdate() == 1;
    }
  }

  // --- tiles ----------------------------------------------------------------------------------

  private static final String TILE =
      """
      insert into audit.tile (log, level, index, hashes, first_position, recorded)
      values (?, ?, ?, ?, ?, int8range(?, ?, '[]'))
      """;

  /** Many at once: the driver sends them together. */
  final class Writing implements AutoCloseable {
    private final PreparedStatement insert;
    private final int log;

    Writing(int log) throws SQLException {
      this.log = log;
      this.insert = c.prepareStatement(TILE);
    }

    void full(int level, long index, byte[] hashes, @Nullable Leaves leaves) throws SQLException {
      insert.setInt(1, log);
      insert.setInt(2, level);
      insert.setLong(3, index);
      insert.setBytes(4, hashes);
      bind(insert, 5, leaves);
      insert.addBatch();
    }

    void flush() throws SQLException {
      insert.executeBatch();
    }

    @Override
    public void close() throws SQLException {
      insert.close();
    }
  }

  void edge(int log, int level, byte[] hashes, @Nullable Leaves leaves) throws SQLException {
    try (PreparedStatement upsert =
        c.prepareStatement(
            """
            insert into audit.edge (log, level, hashes, first_position, recorded)
            values (?, ?, ?, ?, int8range(?, ?, '[]'))
            on conflict (log, level) do update
              set hashes = excluded.hashes, first_position = excluded.first_position,
                  recorded = excluded.recorded
            """)) {
      upsert.setInt(1, log);
      upsert.setInt(2, level);
      upsert.setBytes(3, hashes);
      bind(upsert, 4, leaves);
      upsert.executeUpdate();
    }
  }

  /** Without leaves the place is null, and the range one that nobody looks for. */
  private static void bind(PreparedStatement statement, int at, @Nullable Leaves leaves)
      throws SQLException {
    if (leaves == null) {
      statement.setNull(at, java.sql.Types.BIGINT);
      statement.setLong(at + 1, 0);
      statement.setLong(at + 2, 0);
    } else {
      statement.setLong(at, leaves.firstPosition());
      statement.setLong(at + 1, leaves.from());
      statement.setLong(at + 2, leaves.to());
    }
  }

  List<byte[]> edge(int log) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement("select hashes from audit.edge where log = ? order by level")) {
      select.setInt(1, log);
      try (ResultSet row = select.executeQuery()) {
        List<byte[]> edge = new ArrayList<>();
        while (row.next()) {
          edge.add(row.getBytes(1));
        }
        return edge;
      }
    }
  }

  /** Of the unfinished tile of level 0; null if there is none. */
  @Nullable Leaves edgeLeaves(int log) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement(
            """
            select first_position, lower(recorded), upper(recorded) - 1 from audit.edge
             where log = ? and level = 0 and first_position is not null
            """)) {
      select.setInt(1, log);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new Leaves(row.getLong(1), row.getLong(2), row.getLong(3)) : null;
      }
    }
  }

  /** Full tiles do not change, and edges only grow: a narrower tile is a wider one's beginning. */
  Tiles tiles(int log) {
    return tile -> {
      try {
        byte[] hashes = hashes(log, tile);
        if (hashes == null || hashes.length < tile.width() * Hash.BYTES) {
          throw new NotProven("tile " + tile.path() + " is not there");
        }
        return Arrays.copyOf(hashes, tile.width() * Hash.BYTES);
      } catch (SQLException e) {
        throw new IllegalStateException("the audit log cannot be read", e);
      }
    };
  }

  private byte @Nullable [] hashes(int log, Tile tile) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement(
            """
            select hashes from audit.tile where log = ? and level = ? and index = ?
            union all
            select e.hashes from audit.edge e join audit.head h on h.log = e.log
             where e.log = ? and e.level = ? and h.size / (256::bigint << (8 * ?)) = ?
            limit 1
            """)) {
      select.setInt(1, log);
      select.setInt(2, tile.level());
      select.setLong(3, tile.index());
      select.setInt(4, log);
      select.setInt(5, tile.level());
      select.setInt(6, tile.level());
      select.setLong(7, tile.index());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getBytes(1) : null;
      }
    }
  }

  /**
   * Index of a leaf by its hash, looked for where its recording time is; −1 if it is not sealed.
   */
  long find(int log, long recordedMicros, Hash leaf) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement(
            """
            select index, hashes from audit.tile
             where log = ? and level = 0 and recorded @> ?
            union all
            select h.size / 256, e.hashes from audit.edge e join audit.head h on h.log = e.log
             where e.log = ? and e.level = 0 and e.recorded @> ?
            """)) {
      select.setInt(1, log);
      select.setLong(2, recordedMicros);
      select.setInt(3, log);
      select.setLong(4, recordedMicros);
      byte[] wanted = leaf.bytes();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          byte[] hashes = row.getBytes(2);
          for (int at = 0; at < hashes.length; at += Hash.BYTES) {
            if (Arrays.equals(hashes, at, at + Hash.BYTES, wanted, 0, Hash.BYTES)) {
              return row.getLong(1) * Tile.FULL + at / Hash.BYTES;
            }
          }
        }
      }
      return -1;
    }
  }

  // --- what was signed ------------------------------------------------------------------------

  @Nullable Daily daily(int log) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement(
            "select size, note from audit.daily where log = ? order by day desc limit 1")) {
      select.setInt(1, log);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new Daily(row.getLong(1), row.getString(2)) : null;
      }
    }
  }

  boolean hasDaily(int log, LocalDate day) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement("select 1 from audit.daily where log = ? and day = ?")) {
      select.setInt(1, log);
      select.setDate(2, Date.valueOf(day));
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  void daily(int log, LocalDate day, long size, Note note) throws SQLException {
    try (PreparedStatement insert =
        c.prepareStatement(
            "insert into audit.daily (log, day, size, note) values (?, ?, ?, ?)"
                + " on conflict do nothing")) {
      insert.setInt(1, log);
      insert.setDate(2, Date.valueOf(day));
      insert.setLong(3, size);
      insert.setString(4, note.written());
      insert.executeUpdate();
    }
  }

  List<Signing> keys(int log) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement(
            "select number, vkey, hand_over from audit.signing_key where log = ? order by number")) {
      select.setInt(1, log);
      try (ResultSet row = select.executeQuery()) {
        List<Signing> keys = new ArrayList<>();
        while (row.next()) {
          keys.add(new Signing(row.getInt(1), row.getString(2), row.getString(3)));
        }
        return keys;
      }
    }
  }

  void key(int log, Signing key) throws SQLException {
    try (PreparedStatement insert =
        c.prepareStatement(
            "insert into audit.signing_key (log, number, vkey, hand_over) values (?, ?, ?, ?)"
                + " on conflict do nothing")) {
      insert.setInt(1, log);
      insert.setInt(2, key.number());
      insert.setString(3, key.vkey());
      insert.setString(4, key.handOver());
      insert.executeUpdate();
    }
  }
}
