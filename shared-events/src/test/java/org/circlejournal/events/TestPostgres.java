package org.circlejournal.events;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.circlejournal.events.journal.JournalTables;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One PostgreSQL per JVM, started when first asked for, and as many fresh databases on it as tests
 * want. Its {@code fsync} is off: fast, and enough where durability is not what is tested.
 */
public final class TestPostgres {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  /** A fresh database without tables. */
  public static Database database() {
    return create("template1");
  }

  /** A fresh database with the journal's tables in it. */
  public static Database journal() {
    return create(Template.name());
  }

  private static Database create(String template) {
    String name = "test" + DATABASES.incrementAndGet();
    execute("create database " + name + " template " + template);
    return new Database(name);
  }

  private static void execute(String sql) {
    try (Connection c = Server.INSTANCE.getPostgresDatabase().getConnection();
        Statement statement = c.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its user {@code postgres} is superuser. */
  public record Database(String name, int port) {

    /** On the server that all tests share. */
    public Database(String name) {
      this(name, Server.INSTANCE.getPort());
    }

    /** As JDBC wants it, with user; there is no password. */
    public String url() {
      return "jdbc:postgresql://localhost:" + port + "/" + name + "?user=postgres";
    }

    /** Without a pool: a connection for each question. */
    public PGSimpleDataSource dataSource() {
      PGSimpleDataSource dataSource = new PGSimpleDataSource();
      dataSource.setUrl(url());
      return dataSource;
    }

    /** The caller closes it. */
    public HikariDataSource pool(int connections) {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(url());
      config.setMaximumPoolSize(connections);
      return new HikariDataSource(config);
    }

    /** A copy of its files; nobody may be connected. */
    public Database copy() {
      return create(name + " strategy file_copy");
    }

    public void execute(String sql) {
      try (Connection c = dataSource().getConnection();
          Statement statement = c.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Migrated once, copied for each test. */
  private static final class Template {
    private static final String NAME = "journal_template";

    static {
      TestPostgres.execute("create database " + NAME);
      JournalTables.migrate(new Database(NAME).dataSource());
    }

    static String name() {
      return NAME;
    }
  }

  private static final class Server {
    static final EmbeddedPostgres INSTANCE = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "64MB")
                // Tests search the log, and hold it in memory: what was written lately stays.
                .setServerConfig("max_wal_size", "128MB")
                .setServerConfig("wal_keep_size", "64MB")
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "stop-postgres"));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void close(EmbeddedPostgres server) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
