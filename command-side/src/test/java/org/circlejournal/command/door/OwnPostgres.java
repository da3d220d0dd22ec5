package org.circlejournal.command.door;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.circlejournal.events.TestPostgres;

/**
 * A PostgreSQL of one test's own, whose files can be read, and which throws nothing away: no
 * vacuum, and the whole write-ahead log is kept.
 */
final class OwnPostgres implements AutoCloseable {

  private final Path folder;
  private final Path log;
  private final EmbeddedPostgres server;
  private final TestPostgres.Database database;

  OwnPostgres() {
    try {
      folder = Files.createTempDirectory("own-postgres");
      log = Files.createTempFile("own-postgres", ".log");
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder)
              .setErrorRedirector(Redirect.appendTo(log.toFile()))
              .setOutputRedirector(Redirect.appendTo(log.toFile()))
              .setServerConfig("autovacuum", "off")
              // As in production. Else a row read soon after its commit bears no mark of it yet.
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_wal_size", "16GB")
              .setServerConfig("wal_keep_size", "16GB")
              .setServerConfig("wal_recycle", "off")
              .setServerConfig("checkpoint_timeout", "1h")
              .start();
      database = new TestPostgres.Database("attacked", server.getPort());
      try (Connection c = server.getPostgresDatabase().getConnection();
          Statement statement = c.createStatement()) {
        statement.execute("create database attacked");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  TestPostgres.Database database() {
    return database;
  }

  /** What a thief of the disk carries away; to be read after a checkpoint. */
  Path folder() {
    return folder;
  }

  Path log() {
    return log;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
