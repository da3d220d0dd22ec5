package org.circlejournal.command.door;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.TestPostgres;

/** Keeps whoever comes to a certain statement waiting, so that it can be killed just there. */
final class HeldDatabase implements AutoCloseable {

  private static final long LOCK = 4242;

  private final TestPostgres.Database database;
  private final Connection holding;

  /**
   * @param trigger when and at what, e.g. {@code before update on vault.box}
   */
  HeldDatabase(TestPostgres.Database database, String trigger) {
    this.database = database;
    boolean atCommit = trigger.startsWith("after");
    database.execute(
        """
        create or replace function public.hold() returns trigger language plpgsql as $$
        begin
          perform pg_advisory_xact_lock(%d);
          return null;
        end $$
        """
            .formatted(LOCK));
    database.execute(
        atCommit
            ? "create constraint trigger a_hold "
                + trigger
                + " deferrable initially deferred for each row execute function public.hold()"
            : "create trigger a_hold "
                + trigger
                + " for each statement execute function public.hold()");
    try {
      holding = database.dataSource().getConnection();
      try (Statement statement = holding.createStatement()) {
        statement.execute("select pg_advisory_lock(" + LOCK + ")");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Processes of the database that wait here. */
  List<Integer> waiting() {
    List<Integer> pids = new ArrayList<>();
    try (Connection c = database.dataSource().getConnection();
        PreparedStatement select =
            c.prepareStatement(
                "select pid from pg_locks where locktype = 'advisory' and not granted"
                    + " and objid = ? and database ="
                    + " (select oid from pg_database where datname = current_database())")) {
      select.setLong(1, LOCK);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          pids.add(rows.getInt(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return pids;
  }

  /** Breaks the connection of whoever waits; its transaction is rolled back. */
  void breakConnections() {
    waiting().forEach(pid -> database.execute("select pg_terminate_backend(" + pid + ")"));
  }

  /** Lets everybody on, and keeps nobody any more. */
  @Override
  public void close() {
    try {
      holding.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    database.execute("drop function public.hold() cascade");
  }
}
