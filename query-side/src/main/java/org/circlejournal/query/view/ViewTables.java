package org.circlejournal.query.view;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.circlejournal.query.view.Generation.State;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * Where views lie: each generation in a schema of its own; the SQL views of schema {@code views}
 * point at the one that is shown. All of it in the caller's transaction, which {@link #lock} makes
 * the only one of its kind.
 */
public final class ViewTables {

  /** Beside a view's own tables: the states they were made from. */
  private static final String STATE =
      """
      create table state (
        circle_id     uuid   not null primary key,
        version       bigint not null,
        position      bigint not null,
        read_version  bigint not null,
        read_position bigint not null,
        state         text   not null
      ) with (fillfactor = 70)
      """;

  /** For the role of the query side's runtime, where there is one beside the owner. */
  private static final String GRANT =
      """
      do $$
      begin
        if exists (select from pg_catalog.pg_roles where rolname = 'circle_query') then
          grant %s to circle_query;
        end if;
      end
      $$
      """;

  private ViewTables() {}

  /** What lasts: tokens, generations and replays. */
  public static void migrate(DataSource owner) {
    Flyway.configure()
        .dataSource(owner)
        .locations("classpath:db/views")
        .schemas("views")
        .table("flyway_history")
        .load()
        .migrate();
  }

  /**
   * Makes a view's first generation, which is shown at once and grows as it is followed. A view
   * that has generations of any version is left as it is.
   *
   * @throws IllegalStateException if the tables changed and the version did not
   */
  public static void ensure(DataSource dataSource, ViewDefinition<?> view) {
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement()) {
      c.setAutoCommit(false);
      lock(c);
      requireSameTables(c, view);
      if (generations(c).stream().noneMatch(g -> g.view().equals(view.name()))) {
        create(c, view, view.generation(), State.SHOWN);
        point(statement, view, view.generation());
      }
      c.commit();
    } catch (SQLException e) {
      throw new ViewFailure("generation " + view.generation(), e);
    }
  }

  /** Several processes, and replays, change generations: one at a time, until the commit. */
  public static void lock(Connection c) throws SQLException {
    try (Statement statement = c.createStatement()) {
      statement.execute("lock table views.generation in exclusive mode");
    }
  }

  /** All there are, the oldest first. */
  public static List<Generation> generations(Connection c) throws SQLException {
    List<Generation> all = new ArrayList<>();
    try (PreparedStatement select =
            c.prepareStatement(
                "select schema_name, view, version, state from views.generation"
                    + " order by created_at, schema_name");
        ResultSet result = select.executeQuery()) {
      while (result.next()) {
        all.add(
            new Generation(
                result.getString(1),
                result.getString(2),
                result.getInt(3),
                State.of(result.getString(4))));
      }
    }
    return all;
  }

  /** The generation of a view that everybody reads, or null if there is none yet. */
  public static @Nullable Generation shown(Connection c, String view) throws SQLException {
    for (Generation generation : generations(c)) {
      if (generation.view().equals(view) && generation.state() == State.SHOWN) {
        return generation;
      }
    }
    return null;
  }

  private static void requireSameTables(Connection c, ViewDefinition<?> view) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement(
            "select 1 from views.generation where view = ? and version = ? and ddl_sha256 <> ?")) {
      select.setString(1, view.name());
      select.setInt(2, view.version());
      select.setString(3, sha256(ddl(view)));
      try (ResultSet result = select.executeQuery()) {
        if (result.next()) {
          throw new IllegalStateException(
              "schema.sql of view %s changed and its version is still %d"
                  .formatted(view.name(), view.version()));
        }
      }
    }
  }

  private static String ddl(ViewDefinition<?> view) {
    return STATE + ";\n" + view.schemaSql();
  }

  /** Makes the tables of a generation that a replay will write. */
  public static Generation begin(Connection c, ViewDefinition<?> view) throws SQLException {
    requireSameTables(c, view);
    try (Statement statement = c.createStatement();
        ResultSet next = statement.executeQuery("select nextval('views.generation_number')")) {
      next.next();
      String schema = view.generation() + "_r" + next.getLong(1);
      create(c, view, schema, State.BUILDING);
      return new Generation(schema, view.name(), view.version(), State.BUILDING);
    }
  }

  private static void create(Connection c, ViewDefinition<?> view, String schema, State state)
      throws SQLException {
    try (Statement statement = c.createStatement();
        PreparedStatement insert =
            c.prepareStatement(
                """
                insert into views.generation (schema_name, view, version, ddl_sha256, state)
                values (?, ?, ?, ?, ?)
                """)) {
      statement.execute("create schema " + schema);
      statement.execute("set local search_path = " + schema);
      statement.execute(ddl(view));
      grant(statement, "usage on schema " + schema);
      grant(statement, "select, insert, update, delete on all tables in schema " + schema);
      insert.setString(1, schema);
      insert.setString(2, view.name());
      insert.setInt(3, view.version());
      insert.setString(4, sha256(ddl(view)));
      insert.setString(5, state.sql());
      insert.executeUpdate();
    }
  }

  /**
   * Shows this generation from the commit on, keeps the one before it for a rollback, and gives up
   * what was kept until now.
   */
  public static void show(Connection c, ViewDefinition<?> view, Generation next)
      throws SQLException {
    for (Generation other : generations(c)) {
      if (other.view().equals(view.name()) && !other.schema().equals(next.schema())) {
        switch (other.state()) {
          case SHOWN -> become(c, other.schema(), State.KEPT);
          case KEPT -> become(c, other.schema(), State.DOOMED);
          default -> {}
        }
      }
    }
    become(c, next.schema(), State.SHOWN);
    try (Statement statement = c.createStatement();
        PreparedStatement notify = c.prepareStatement("select pg_notify(?, ?)")) {
      point(statement, view, next.schema());
      notify.setString(1, Moved.CHANNEL);
      notify.setString(2, new Moved(view.name(), next.schema(), Moved.ALL, 0).toString());
      notify.execute();
    }
  }

  public static void become(Connection c, String schema, State state) throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            "update views.generation set state = ?, changed_at = now() where schema_name = ?")) {
      update.setString(1, state.sql());
      update.setString(2, schema);
      update.executeUpdate();
    }
  }

  /** The same, if it is still in that state. */
  public static boolean become(Connection c, String schema, State before, State next)
      throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            "update views.generation set state = ?, changed_at = now()"
                + " where schema_name = ? and state = ?")) {
      update.setString(1, next.sql());
      update.setString(2, schema);
      update.setString(3, before.sql());
      return update.executeUpdate() == 1;
    }
  }

  /** Drops what has been given up for so long that nobody writes to it any more. */
  public static void dropDoomed(DataSource owner, long afterSeconds) {
    try (Connection c = owner.getConnection();
        Statement statement = c.createStatement()) {
      c.setAutoCommit(false);
      List<String> doomed = new ArrayList<>();
      try (ResultSet result =
          statement.executeQuery(
              "select schema_name from views.generation where state = 'doomed' and changed_at <"
                  + " now() - interval '"
                  + afterSeconds
                  + " seconds' order by schema_name for update skip locked")) {
        while (result.next()) {
          doomed.add(result.getString(1));
        }
      }
      for (String schema : doomed) {
        statement.execute("drop schema if exists " + schema + " cascade");
        statement.execute("delete from views.token_entry where processor_name = '" + schema + "'");
        statement.execute("delete from views.generation where schema_name = '" + schema + "'");
      }
      c.commit();
    } catch (SQLException e) {
      throw new ViewFailure("cannot drop generations", e);
    }
  }

  private static void point(Statement statement, ViewDefinition<?> view, String schema)
      throws SQLException {
    for (Sheet<?, ?> sheet : view.sheets()) {
      point(statement, sheet.table(), schema + "." + sheet.table());
    }
    point(statement, stateOf(view), schema + ".state");
  }

  private static void point(Statement statement, String name, String table) throws SQLException {
    // Not "create or replace": a new version may have other columns.
    statement.execute("drop view if exists views." + name);
    statement.execute("create view views." + name + " as select * from " + table);
    grant(statement, "select on views." + name);
  }

  private static void grant(Statement statement, String what) throws SQLException {
    statement.execute(GRANT.formatted(what));
  }

  /** Name of the SQL view over a view's states. */
  static String stateOf(ViewDefinition<?> view) {
    return view.name().replace('-', '_') + "_state";
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
