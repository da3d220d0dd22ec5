package org.circlejournal.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.circlejournal.command.CommandSide;
import org.circlejournal.command.Papers;
import org.circlejournal.events.WrongFile;
import org.circlejournal.events.survey.InstrumentList;
import org.circlejournal.query.QuerySide;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder, the database and both sides, started in this order and stopped in the other. */
final class BothSides implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BothSides.class);

  private final Standalone.Options options;
  private final Secrets secrets;
  private final EmbeddedDatabase database;
  private final Deque<AutoCloseable> started;

  private BothSides(
      Standalone.Options options,
      Secrets secrets,
      EmbeddedDatabase database,
      Deque<AutoCloseable> started) {
    this.options = options;
    this.secrets = secrets;
    this.database = database;
    this.started = started;
  }

  /**
   * @throws StartFailed with one line that says what is in the way
   */
  static BothSides start(Standalone.Options options, SecureRandom random) {
    Path data = options.data.toAbsolutePath().normalize();
    Path secretsFolder = options.secrets.toAbsolutePath().normalize();
    if (secretsFolder.startsWith(data)) {
      throw new StartFailed("The secrets folder must not lie inside the data folder.");
    }
    Secrets secrets = new Secrets(secretsFolder, random);
    Deque<AutoCloseable> started = new ArrayDeque<>();
    try {
      started.push(DataFolder.take(data));
      requireUsable(data);
      requireFree(options.address, options.commandPort, "--server.command.port");
      requireFree(options.address, options.queryPort, "--server.query.port");
      Secrets.DatabasePasswords passwords = secrets.databasePasswords();
      EmbeddedDatabase database = EmbeddedDatabase.start(data.resolve("postgres"), passwords);
      started.push(database);
      Settings settings = new Settings(options, secrets, database, passwords);
      started.push(
          CommandSide.application()
              .run(settings.of("circle_command", passwords.command(), options.commandPort)));
      started.push(
          QuerySide.application()
              .run(settings.of("circle_query", passwords.query(), options.queryPort)));
      return new BothSides(options, secrets, database, started);
    } catch (RuntimeException e) {
      stop(started);
      throw e;
    }
  }

  /** What each side is told, in the words of its own settings file. */
  private record Settings(
      Standalone.Options options,
      Secrets secrets,
      EmbeddedDatabase database,
      Secrets.DatabasePasswords passwords) {

    String[] of(String user, String password, int port) {
      return new String[] {
        "--circle.postgres.url=" + database.url(),
        "--circle.postgres.user=" + user,
        "--circle.postgres.password=" + password,
        "--circle.postgres.owner.user=circle_owner",
        "--circle.postgres.owner.password=" + passwords.owner(),
        "--circle.journal=postgres",
        "--circle.data=" + options.data.toAbsolutePath().normalize(),
        "--circle.secrets=" + secrets.folder(),
        "--server.address=" + options.address,
        "--server.port=" + port,
        "--spring.main.log-startup-info=false",
        // One hook stops everything in order; the contexts' own would run beside it.
        "--spring.main.register-shutdown-hook=false"
      };
    }
  }

  /** Both sides look as well; here nothing has been started yet. */
  private static void requireUsable(Path data) {
    try {
      InstrumentList.in(data, Papers.in(data).instruments());
    } catch (WrongFile e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StartFailed("The folder " + data + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireFree(String address, int port, String option) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
    } catch (IOException e) {
      throw new StartFailed("Port " + port + " is taken; choose another with " + option + "=….", e);
    }
  }

  Secrets secrets() {
    return secrets;
  }

  /** Whether the journal knows a circle of this name. */
  boolean founded(String name) {
    try (Connection c = database.superuser().getConnection();
        PreparedStatement s =
            c.prepareStatement(
                """
                select 1 from journal.domain_event_entry
                where payload_type = 'circle.CircleFounded'
                  and convert_from(payload, 'UTF8')::jsonb ->> 'name' = ?
                limit 1""")) {
      s.setString(1, name);
      try (ResultSet r = s.executeQuery()) {
        return r.next();
      }
    } catch (SQLException e) {
      throw new StartFailed("The journal cannot be read: " + e.getMessage(), e);
    }
  }

  String commandUrl() {
    return "http://" + options.address + ":" + options.commandPort;
  }

  String queryUrl() {
    return "http://" + options.address + ":" + options.queryPort;
  }

  @Override
  public void close() {
    stop(started);
  }

  private static void stop(Deque<AutoCloseable> started) {
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.error("{} did not stop cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }
}
