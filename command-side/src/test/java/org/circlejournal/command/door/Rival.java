package org.circlejournal.command.door;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.circlejournal.command.door.App.Answered;
import org.circlejournal.events.circle.CircleEvent.JoiningExtended;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalOnAxonServer;

/**
 * Another writer that is always a moment earlier: it holds what a command has to wait for, and has
 * taken the number that the command wants. On PostgreSQL that is the journal's turn. With Axon
 * Server, where nothing can be held, it is the table of the data key that comes before the event.
 */
final class Rival {

  private static final String WAITING =
      "select count(*) from pg_locks where locktype = 'advisory' and not granted"
          + " and database = (select oid from pg_database where datname = current_database())";

  private static final String WAITING_FOR_KEYS =
      "select count(*) from pg_locks where relation = 'vault.data_key'::regclass and not granted"
          + " and database = (select oid from pg_database where datname = current_database())";

  private static final String COPY_LAST =
      """
      insert into journal.domain_event_entry
        (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
         payload_type, payload_revision, payload, meta_data)
      select aggregate_identifier, sequence_number + 1, type, ?::uuid, time_stamp,
             'circle.JoiningExtended', payload_revision, ?::bytea, meta_data
        from journal.domain_event_entry where aggregate_identifier = ?
       order by sequence_number desc limit 1
      """;

  private final App app;

  Rival(App app) {
    this.app = app;
  }

  /** The answer of a command that lost twice. */
  Answered conflict(Story story) {
    return app.bean(Journal.class) instanceof JournalOnAxonServer axonServer
        ? conflictOnAxonServer(story, axonServer)
        : conflictOnPostgres(story);
  }

  private Answered conflictOnPostgres(Story story) {
    try (Connection first = app.database().dataSource().getConnection();
        Connection second = app.database().dataSource().getConnection()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      write(first, story);
      CompletableFuture<Answered> command =
          CompletableFuture.supplyAsync(
              () -> story.post(1, "extend-joining", "{'untilSession':9}"));
      awaitWaiting(WAITING, 1);
      CompletableFuture<Void> next =
          CompletableFuture.runAsync(() -> write(second, story)); // queues behind the command
      awaitWaiting(WAITING, 2);
      first.commit();
      next.get(); // the command has lost once, and its second try will wait for this turn
      awaitWaiting(WAITING, 1);
      second.commit();
      return command.get();
    } catch (SQLException | ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answered conflictOnAxonServer(Story story, Journal journal) {
    try (Connection first = app.database().dataSource().getConnection();
        Connection second = app.database().dataSource().getConnection()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      hold(first);
      CompletableFuture<Answered> command =
          CompletableFuture.supplyAsync(
              () -> story.post(1, "note-issue", "{'text':'too much','area':'workload'}"));
      awaitWaiting(WAITING_FOR_KEYS, 1);
      CompletableFuture<Void> next = CompletableFuture.runAsync(() -> hold(second));
      awaitWaiting(WAITING_FOR_KEYS, 2);
      append(journal, story);
      first.commit();
      next.get();
      awaitWaiting(WAITING_FOR_KEYS, 1);
      append(journal, story);
      second.commit();
      return command.get();
    } catch (SQLException | ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void hold(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("lock table vault.data_key in share mode");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void append(Journal journal, Story story) {
    long next = journal.readStream(story.id(), 0).asStream().count();
    Instant at = story.at(1);
    journal.append(
        story.id(), next, new JoiningExtended(new CircleId(story.id()), at, 6), at, Map.of());
  }

  private static void write(Connection connection, Story story) {
    try (Statement turn = connection.createStatement();
        PreparedStatement insert = connection.prepareStatement(COPY_LAST)) {
      turn.execute("select journal.take_turn()");
      insert.setString(1, UUID.randomUUID().toString());
      insert.setBytes(
          2,
          ("{\"circleId\":\""
                  + story.id()
                  + "\",\"at\":\""
                  + story.at(1)
                  + "\",\"untilSession\":6}")
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      insert.setString(3, story.id());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitWaiting(String waiting, int number) {
    Awaitility.await()
        .until(
            () -> {
              try (Connection c = app.database().dataSource().getConnection();
                  Statement statement = c.createStatement();
                  ResultSet result = statement.executeQuery(waiting)) {
                result.next();
                return result.getInt(1) == number;
              }
            });
  }
}
