package org.circlejournal.standalone;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * A real PostgreSQL in a folder of its own: durable ({@code fsync} and {@code synchronous_commit}
 * on), on loopback only, every role with a password.
 */
final class EmbeddedDatabase implements AutoCloseable {

  private static final String DATABASE = "circle_journal";
  private static final Duration STOP_TIME = Duration.ofSeconds(30);

  private final EmbeddedPostgres server;

  private EmbeddedDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts the server in {@code folder}, sets it up at the first start, and stops one that a killed
   * process left behind. The caller holds the data folder's lock.
   */
  static EmbeddedDatabase start(Path folder, Secrets.DatabasePasswords passwords) {
    stopLeftBehind(folder);
    Path passwordFile = null;
    try {
      passwordFile =
          Files.createTempFile(
              "circle-journal",
              ".pw",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile, passwords.superuser());
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder)
              .setCleanDataDirectory(false)
              // The application stops both sides first, and then the server, in one hook.
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              // initdb says "trust" unless told otherwise; these reach it as further options.
              .setLocaleConfig("auth-host", "scram-sha-256")
              .setLocaleConfig("auth-local", "scram-sha-256")
              .setLocaleConfig("pwfile", passwordFile.toString())
              .setLocaleConfig("locale", "C.UTF-8")
              .setConnectConfig("password", passwords.superuser())
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "''")
              .setServerConfig("max_connections", "120")
              .setServerConfig("shared_buffers", "256MB")
              .setServerConfig("max_wal_size", "2GB")
              .start();
      EmbeddedDatabase database = new EmbeddedDatabase(server);
      database.setUp(passwords);
      return database;
    } catch (IOException | SQLException e) {
      throw new StartFailed("PostgreSQL does not start in " + folder + ": " + e.getMessage(), e);
    } finally {
      delete(passwordFile);
    }
  }

  /** JDBC address of the journal's database, without user. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE;
  }

  int port() {
    return server.getPort();
  }

  /** The same database as a superuser; for tests that ask the server about itself. */
  DataSource superuser() {
    return server.getDatabase("postgres", DATABASE);
  }

  private void setUp(Secrets.DatabasePasswords passwords) throws SQLException {
    Map<String, String> roles =
        Map.of(
            "circle_owner", passwords.owner(),
            "circle_command", passwords.command(),
            "circle_query", passwords.query());
    try (Connection c = server.getPostgresDatabase().getConnection();
        Statement s = c.createStatement()) {
      for (Map.Entry<String, String> role : roles.entrySet()) {
        if (!exists(s, "pg_roles", "rolname", role.getKey())) {
          s.execute("create role " + role.getKey() + " login password '" + role.getValue() + "'");
        }
      }
      if (!exists(s, "pg_database", "datname", DATABASE)) {
        s.execute("create database " + DATABASE + " owner circle_owner");
        s.execute("revoke all on database " + DATABASE + " from public");
        s.execute("grant connect on database " + DATABASE + " to circle_command, circle_query");
      }
    }
  }

  private static boolean exists(Statement s, String table, String column, String name)
      throws SQLException {
    try (ResultSet r =
        s.executeQuery("select 1 from " + table + " where " + column + " = '" + name + "'")) {
      return r.next();
    }
  }

  /**
   * After {@code kill -9} of the application its PostgreSQL lives on and holds {@code
   * postmaster.pid}. Nobody else can be using it, because the data folder's lock is ours.
   */
  private static void stopLeftBehind(Path folder) {
    Path pidFile = folder.resolve("postmaster.pid");
    try {
      if (!Files.exists(pidFile)) {
        return;
      }
      List<String> lines = Files.readAllLines(pidFile);
      Optional<ProcessHandle> left =
          lines.isEmpty()
              ? Optional.empty()
              : ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                  .filter(p -> p.info().command().orElse("").endsWith("postgres"));
      if (left.isPresent()) {
        left.get().destroy();
        left.get().onExit().get(STOP_TIME.toSeconds(), TimeUnit.SECONDS);
      }
      Files.deleteIfExists(pidFile);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailed("Interrupted while an earlier PostgreSQL was stopping.", e);
    } catch (IOException | ExecutionException | TimeoutException | NumberFormatException e) {
      throw new StartFailed(
          "An earlier PostgreSQL in " + folder + " could not be stopped; see " + pidFile + ".", e);
    }
  }

  private static void delete(@org.jspecify.annotations.Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new StartFailed("The file " + file + " could not be deleted.", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
