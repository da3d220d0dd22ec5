package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.circlejournal.command.CommandSide;
import org.circlejournal.command.vault.BoxSweep;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A wave falls due while no process runs. The command side is started in a process of its own, is
 * kept waiting at one boundary of the close or of the night after it, and is killed there. After
 * the next start each ballot is in the journal once, and the box's key is destroyed.
 *
 * <p>On PostgreSQL the whole close is one transaction. With Axon Server it is three steps, and the
 * same boundaries lie between and in them.
 */
class ClosingCrashIT {

  private final TestPostgres.Database database = TestPostgres.database();
  private final Path secrets = folder();

  private static Path folder() {
    try {
      return Files.createTempDirectory("secrets");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private App start() {
    return App.start(database, secrets, context -> {}, List.of());
  }

  /** A wave that is due, and no process. */
  private AnsweredWave forgotten() {
    try (App app = start()) {
      app.clock().set(AnsweredWave.answering());
      return new AnsweredWave(app, AnsweredWave.ending());
    }
  }

  private Fork victim() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--circle.postgres.url=" + database.url(),
                "--circle.postgres.user=postgres",
                "--circle.secrets=" + secrets,
                "--circle.data=" + secrets));
    arguments.addAll(App.journal());
    return Fork.of(CommandSide.class, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), arguments);
  }

  private static boolean onAxonServer() {
    return !App.journal().isEmpty();
  }

  private static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what).atMost(Duration.ofMinutes(2)).until(condition::getAsBoolean);
  }

  private void killAt(String trigger) {
    try (HeldDatabase held = new HeldDatabase(database, trigger)) {
      try (Fork victim = victim()) {
        await(
            trigger,
            () -> {
              assertThat(victim.alive()).as(victim.output()).isTrue();
              return !held.waiting().isEmpty();
            });
      } // killed
    }
  }

  private void requireSettled(AnsweredWave wave) {
    try (App again = start()) {
      if (onAxonServer()) {
        // What was left closing is opened again after a minute; the sweep is told that it is over.
        sweep(again);
      }
      await("closed", () -> wave.isClosed(again));
      if (onAxonServer()) {
        sweep(again);
      }
      await("box destroyed", () -> number("select count(*) from vault.ballot") == 0);
      wave.requireClosedOnce(again);
      assertThat(number("select count(*) from vault.box where state = 'closed'")).isEqualTo(2);
      assertThat(number("select count(*) from vault.box where wrapped is not null")).isZero();
      await(
          "nothing due", () -> number("select count(*) from vault.due where due_at <= now()") == 0);
      wave.requireClosedOnce(again);
    }
  }

  private static void sweep(App app) {
    Journal journal = app.bean(Journal.class);
    BoxSweep sweep =
        new BoxSweep(
            app.bean(DataSource.class),
            journal.works(),
            circle ->
                journal
                    .readStream(circle.value(), 0)
                    .asStream()
                    .map(event -> (JournalEvent) event.getPayload()));
    sweep.run(Instant.now());
    sweep.run(Instant.now().plusSeconds(61));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before update on vault.box", // nothing is written yet
        "before insert on vault.data_key", // the boxes are closing
        "before insert on journal.domain_event_entry", // the keys are written
        "before delete on vault.ballot", // the events are written
        "before delete on vault.due" // all is committed, and the clockwork does not know
      })
  void killed_at_a_boundary_of_the_close_each_ballot_is_journaled_once(String trigger) {
    assumeThat(onAxonServer() && trigger.contains("journal.")).isFalse();
    AnsweredWave wave = forgotten();
    killAt(trigger);
    requireSettled(wave);
  }

  /** The database finishes a commit whose client is gone. */
  @Test
  void killed_in_the_commit_which_succeeds_each_ballot_is_journaled_once() {
    AnsweredWave wave = forgotten();
    killAt(onAxonServer() ? "after insert on vault.data_key" : "after delete on vault.ballot");
    await(
        "commit without a client",
        () -> number("select count(*) from vault.box where state <> 'open'") == 2);
    requireSettled(wave);
  }

  @Test
  void a_connection_that_is_lost_in_the_commit_is_no_loss() {
    AnsweredWave wave = forgotten();
    try (Fork victim = victim()) {
      try (HeldDatabase held = new HeldDatabase(database, "after insert on vault.data_key")) {
        await(
            "commit",
            () -> {
              assertThat(victim.alive()).as(victim.output()).isTrue();
              return !held.waiting().isEmpty();
            });
        held.breakConnections();
      }
      await(
          "closed by the same process",
          () -> number("select count(*) from vault.box where state = 'closed'") == 2);
    }
    requireSettled(wave);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before insert on vault.epoch", // the new key is a file only
        "before update on vault.box", // the new epoch is known
        "before update on vault.epoch", // open boxes are wrapped anew
        "after update on vault.epoch" // committed; the old key's file is still there
      })
  void
      killed_in_the_night_after_it_the_keys_of_closed_boxes_are_gone_and_those_of_open_ones_are_not(
          String trigger) {
    AnsweredWave open;
    AnsweredWave wave;
    List<String> closedKeys = new ArrayList<>();
    try (App app = start()) {
      app.clock().set(AnsweredWave.answering());
      open = new AnsweredWave(app, Instant.now().plus(Duration.ofDays(3)));
      wave = new AnsweredWave(app, AnsweredWave.ending());
      closedKeys.addAll(wrappedKeys(wave));
      app.clock().set(Instant.now());
      await("closed", () -> wave.isClosed(app));
      assertThat(opened(app, closedKeys)).isEqualTo(2); // until the night
    }
    database.execute("delete from vault.night");
    database.execute("insert into vault.night (last) values (current_date - 2)");
    killAt(trigger);
    try (App again = start()) {
      await(
          "night",
          () -> number("select count(*) from vault.night where last > current_date - 2") == 1);
      assertThat(opened(again, closedKeys)).isZero();
      wave.requireClosedOnce(again);
      again.clock().set(Instant.now().plus(Duration.ofDays(4)));
      await("the other wave closed", () -> open.isClosed(again));
      open.requireClosedOnce(again);
    }
  }

  private List<String> wrappedKeys(AnsweredWave wave) {
    List<String> keys = new ArrayList<>();
    try (Connection c = database.dataSource().getConnection();
        Statement statement = c.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select name, wrapped from vault.box where circle_id = '" + wave.id() + "'")) {
      while (rows.next()) {
        keys.add("box\n" + wave.id() + '\n' + rows.getString(1) + ' ' + rows.getString(2));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return keys;
  }

  /** How many of the wrapped keys any key of the secrets folder opens. */
  private static int opened(App app, List<String> keys) {
    EpochKeys epochs = app.bean(EpochKeys.class);
    epochs.refresh();
    int opened = 0;
    for (String key : keys) {
      String[] nameAndWrapped = key.split(" ", 2);
      for (int epoch = 1; epoch <= epochs.newest(Purpose.BOXES); epoch++) {
        opened += opens(epochs, epoch, nameAndWrapped[0], nameAndWrapped[1]) ? 1 : 0;
      }
    }
    return opened;
  }

  private static boolean opens(EpochKeys epochs, int epoch, String name, String wrapped) {
    try {
      return epochs.unwrap(Purpose.BOXES, epoch, name, wrapped).length > 0;
    } catch (DoesNotOpen e) {
      return false;
    }
  }

  private long number(String sql) {
    try (Connection c = database.dataSource().getConnection();
        Statement statement = c.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
