package org.circlejournal.query.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** Table {@code views.replay}: what every process may know of replays, whoever runs them. */
final class ReplayTable {

  private static final String COLUMNS =
      """
      select id, views, generations, up_to, purpose, state, position, target, events,
             extract(epoch from coalesce(ended_at, clock_timestamp()) - started_at),
             started_at, ended_at, error, receipt
        from views.replay
      """;

  /** So many are remembered; a receipt is shown with what was computed from it. */
  static final int SHOWN = 1_000;

  private ReplayTable() {}

  /** Views among these that a living process replays now. */
  static List<String> running(Connection c, List<String> views) throws SQLException {
    List<String> running = new ArrayList<>();
    try (PreparedStatement select =
        c.prepareStatement(
            """
            select distinct unnest(views) from views.replay
             where state = 'running' and views && ?::text[] order by 1
            """)) {
      select.setArray(1, c.createArrayOf("text", views.toArray()));
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          running.add(result.getString(1));
        }
      }
    }
    return running;
  }

  static void insert(
      Connection c,
      String id,
      List<String> views,
      List<String> generations,
      @Nullable String upTo,
      @Nullable String purpose,
      long target,
      String node)
      throws SQLException {
    try (PreparedStatement insert =
        c.prepareStatement(
            """
            insert into views.replay
              (id, views, generations, up_to, purpose, state, target, started_at, beat_at, node)
            values (?, ?, ?, ?, ?, 'running', ?, clock_timestamp(), clock_timestamp(), ?)
            """)) {
      insert.setString(1, id);
      insert.setArray(2, c.createArrayOf("text", views.toArray()));
      insert.setArray(3, c.createArrayOf("text", generations.toArray()));
      insert.setString(4, upTo);
      insert.setString(5, purpose);
      insert.setLong(6, target);
      insert.setString(7, node);
      insert.executeUpdate();
    }
  }

  static void beat(Connection c, String id, long position, long events) throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            """
            update views.replay set position = ?, events = ?, beat_at = clock_timestamp()
             where id = ? and state = 'running'
            """)) {
      update.setLong(1, position);
      update.setLong(2, events);
      update.setString(3, id);
      update.executeUpdate();
    }
  }

  static void end(
      Connection c,
      String id,
      String state,
      long position,
      long events,
      @Nullable String error,
      @Nullable JsonNode receipt)
      throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            """
            update views.replay
               set state = ?, position = ?, events = ?, error = ?, receipt = ?,
                   ended_at = clock_timestamp(), beat_at = clock_timestamp()
             where id = ?
            """)) {
      update.setString(1, state);
      update.setLong(2, position);
      update.setLong(3, events);
      update.setString(4, error);
      update.setString(5, receipt == null ? null : receipt.toString());
      update.setString(6, id);
      update.executeUpdate();
    }
  }

  static void become(Connection c, String id, String state) throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement("update views.replay set state = ? where id = ?")) {
      update.setString(1, state);
      update.setString(2, id);
      update.executeUpdate();
    }
  }

  /** Ends what a process left behind that died; the generations that nobody will finish. */
  static List<String> bury(Connection c, Duration silence) throws SQLException {
    List<String> orphans = new ArrayList<>();
    try (PreparedStatement update =
        c.prepareStatement(
            """
            update views.replay
               set state = 'failed', ended_at = clock_timestamp(),
                   error = 'its process ended before it did'
             where state = 'running'
               and beat_at < clock_timestamp() - ? * interval '1 millisecond'
            returning generations
            """)) {
      update.setLong(1, silence.toMillis());
      try (ResultSet result = update.executeQuery()) {
        while (result.next()) {
          orphans.addAll(texts(result.getArray(1)));
        }
      }
    }
    return orphans;
  }

  static @Nullable ReplayRow find(Connection c, String id) throws SQLException {
    try (PreparedStatement select = c.prepareStatement(COLUMNS + " where id = ?")) {
      select.setString(1, id);
      try (ResultSet result = select.executeQuery()) {
        return result.next() ? row(result) : null;
      }
    }
  }

  /** The latest first. */
  static List<ReplayRow> list(Connection c) throws SQLException {
    List<ReplayRow> rows = new ArrayList<>();
    try (PreparedStatement select =
            c.prepareStatement(COLUMNS + " order by started_at desc, id limit " + SHOWN);
        ResultSet result = select.executeQuery()) {
      while (result.next()) {
        rows.add(row(result));
      }
    }
    return rows;
  }

  private static ReplayRow row(ResultSet result) throws SQLException {
    String state = result.getString(6);
    long position = result.getLong(7);
    long target = result.getLong(8);
    long events = result.getLong(9);
    double seconds = Math.max(0.001, result.getDouble(10));
    JsonNode receipt = json(result.getString(14));
    boolean running = state.equals("running");
    double positionsPerSecond = Math.max(position, 1) / seconds;
    return new ReplayRow(
        result.getString(1),
        texts(result.getArray(2)),
        texts(result.getArray(3)),
        result.getString(4),
        result.getString(5),
        state,
        position,
        target,
        events,
        Math.round(events / seconds),
        running ? (long) Math.ceil((target - position) / positionsPerSecond) : null,
        time(result.getTimestamp(11)),
        result.getTimestamp(12) == null ? null : time(result.getTimestamp(12)),
        receipt == null ? null : receipt.path("checksum").asText(null),
        result.getString(13),
        receipt);
  }

  private static Instant time(Timestamp timestamp) {
    return timestamp.toInstant();
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private static @Nullable JsonNode json(@Nullable String text) {
    try {
      return text == null ? null : Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
