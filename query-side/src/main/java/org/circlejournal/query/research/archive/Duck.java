package org.circlejournal.query.research.archive;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/** A DuckDB in memory that goes nowhere but to one folder: no network, no extensions. */
final class Duck implements AutoCloseable {

  /** Beside the heap, and each has so much: what does not fit waits in the folder. */
  private static final long MEGABYTES =
      Math.max(128, Math.min(1_024, (Runtime.getRuntime().maxMemory() / 4) >> 20));

  private final Connection connection;
  private final Statement statement;

  /**
   * @param work the only folder it reads and writes
   */
  Duck(Path work, int threads) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("threads", String.valueOf(threads));
    settings.setProperty("memory_limit", MEGABYTES + "MB");
    settings.setProperty("temp_directory", work.resolve("spill").toString());
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("allow_community_extensions", "false");
    this.connection = DriverManager.getConnection("jdbc:duckdb:", settings);
    this.statement = connection.createStatement();
    execute("set allowed_directories = ['" + work + "/']");
    execute("set enable_external_access = false");
    execute("set lock_configuration = true");
  }

  DuckDBConnection connection() throws SQLException {
    return connection.unwrap(DuckDBConnection.class);
  }

  void execute(String sql) throws SQLException {
    statement.execute(sql);
  }

  long number(String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Ends what is being executed, from another thread. */
  void interrupt() {
    try {
      statement.cancel();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
    connection.close();
  }
}
