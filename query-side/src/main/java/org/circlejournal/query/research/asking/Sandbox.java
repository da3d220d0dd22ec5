package org.circlejournal.query.research.asking;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.circlejournal.query.research.asking.NotAnswered.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A DuckDB for one question: no files, no network, no extensions, nothing that can be set, memory
 * and time that end, and tables that can only be read. One thread, because sums of many threads
 * differ in their last digits from run to run, and an answer is to be computed again.
 */
final class Sandbox implements AutoCloseable {

  /**
   * What a question may take.
   *
   * @param rows of its answer
   */
  record Limits(Duration time, int megabytes, int rows) {}

  /** Fills tables before the door is shut. */
  @FunctionalInterface
  interface Filling {
    void fill(Connection duck) throws SQLException, InterruptedException;
  }

  /**
   * A table obeys the limit of memory; the result of a SELECT does not (tried: it took 6.5 GB of
   * 256 MB).
   */
  private static final String INTO = "create temp table answer as\n";

  /** One for all: it only calls cancel. */
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "asking-watch");
            thread.setDaemon(true);
            return thread;
          });

  /** Whoever leaves is noticed within this time. */
  private static final long LOOK_MILLIS = 250;

  private final Connection connection;
  private final Limits limits;

  private Sandbox(Limits limits, @Nullable Path database, Filling filling)
      throws SQLException, InterruptedException {
    this.limits = limits;
    Properties settings = new Properties();
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", limits.megabytes() + "MB");
    settings.setProperty("temp_directory", "");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    settings.setProperty("allow_community_extensions", "false");
    this.connection = DriverManager.getConnection("jdbc:duckdb:", settings);
    try {
      if (database != null) {
        execute("attach '%s' as study (read_only)".formatted(database));
      }
      filling.fill(connection);
      execute("set enable_external_access = false");
      if (database != null) {
        execute("use study");
      }
      execute("set lock_configuration = true");
    } catch (SQLException | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Over a study's tables. */
  static Sandbox over(Path database, Limits limits) throws SQLException, InterruptedException {
    return new Sandbox(limits, database, duck -> {});
  }

  /** Over tables that are filled in. */
  static Sandbox filled(Filling filling, Limits limits) throws SQLException, InterruptedException {
    return new Sandbox(limits, null, filling);
  }

  /** Without any table: to parse. */
  static Sandbox empty() throws SQLException, InterruptedException {
    return new Sandbox(new Limits(Duration.ofSeconds(5), 64, 0), null, duck -> {});
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Connection connection() {
    return connection;
  }

  /**
   * Whether it fits the tables: found without reading any of their rows.
   *
   * @throws NotAnswered {@code SQL_INVALID}
   */
  void requireBindable(String sql) throws SQLException {
    prepared(INTO + sql + "\n").close();
  }

  /**
   * Runs a statement that {@link Grammar} has let through.
   *
   * @param values of its {@code ?}
   * @param gone whether who asked is not there any more; asked by one thread at a time, and not
   *     after this has returned
   * @throws NotAnswered if it does not fit, or takes too much
   */
  Result run(String sql, List<?> values, BooleanSupplier gone) throws SQLException {
    try (PreparedStatement statement = prepared(INTO + sql + "\n")) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      try (Watch watch = new Watch(statement, limits.time(), gone)) {
        carryOut(statement, watch);
      }
      return answer();
    } catch (SQLException e) {
      throw why(e, null);
    }
  }

  private static void carryOut(PreparedStatement statement, Watch watch) throws SQLException {
    try {
      statement.execute();
    } catch (SQLException e) {
      throw why(e, watch.reason());
    }
  }

  /** Looks at a statement while it runs, and calls it off when there is a reason. */
  private static final class Watch implements AutoCloseable {
    private final Statement statement;
    private final long end;
    private final BooleanSupplier gone;
    private final ScheduledFuture<?> looking;
    private boolean over;
    private @Nullable Reason reason;

    Watch(Statement statement, Duration time, BooleanSupplier gone) {
      this.statement = statement;
      this.end = System.nanoTime() + time.toNanos();
      this.gone = gone;
      long look = Math.min(LOOK_MILLIS, time.toMillis());
      this.looking = WATCH.scheduleWithFixedDelay(this::look, look, look, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
      if (over) {
        return;
      }
      if (System.nanoTime() - end >= 0) {
        reason = Reason.QUERY_TOO_LONG;
      } else if (gone.getAsBoolean()) {
        reason = Reason.CALLED_OFF;
      }
      if (reason != null) {
        cancel();
      }
    }

    /** Each time: it may not have begun when it was called off before. */
    private void cancel() {
      try {
        statement.cancel();
      } catch (SQLException e) {
        throw new IllegalStateException("a statement cannot be called off", e);
      }
    }

    synchronized @Nullable Reason reason() {
      return reason;
    }

    @Override
    public synchronized void close() {
      over = true;
      looking.cancel(false);
    }
  }

  private PreparedStatement prepared(String sql) {
    try {
      return connection.prepareStatement(sql);
    } catch (SQLException e) {
      // Nothing was read yet: what it says is about the statement.
      throw new NotAnswered(Reason.SQL_INVALID, "sql", firstLine(e));
    }
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replace("study.main.", "");
  }

  private Result answer() throws SQLException {
    List<String> names = new ArrayList<>();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    String table = "select * from temp.main.answer limit " + (limits.rows() + 1);
    try (Statement select = connection.createStatement();
        ResultSet all = select.executeQuery(table)) {
      ResultSetMetaData columns = all.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnName(i));
      }
      while (all.next()) {
        if (rows.size() == limits.rows()) {
          throw new NotAnswered(
              Reason.RESULT_TOO_LARGE, "sql", "more than %d rows".formatted(limits.rows()));
        }
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= names.size(); i++) {
          row.add(all.getObject(i));
        }
        rows.add(row);
      }
    }
    return Result.of(names, rows);
  }

  /** While it runs a message may quote data: then only what kind of failure it is. */
  private static NotAnswered why(SQLException e, @Nullable Reason calledOff) {
    if (calledOff == Reason.CALLED_OFF) {
      return NotAnswered.calledOff();
    } else if (calledOff != null) {
      return new NotAnswered(calledOff, "sql", "it took more than its time");
    }
    String message = String.valueOf(e.getMessage());
    if (message.startsWith("Out of Memory")) {
      return new NotAnswered(Reason.MEMORY_EXCEEDED, "sql", "it needs more memory than it has");
    }
    int colon = message.indexOf(':');
    String kind = colon > 0 && colon < 40 ? message.substring(0, colon) : "Error";
    return new NotAnswered(Reason.SQL_INVALID, "sql", kind + " while it ran");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
