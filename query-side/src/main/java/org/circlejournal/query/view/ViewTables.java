package org.circlejournal.query.view;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * Where views lie: each version of a view is a generation, a schema of its own that is built from
 * the start of the journal; the SQL views of schema {@code views} point at the one that is shown.
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

  /** What lasts: tokens and the list of generations. */
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
   * Makes the generation of a view's version if there is none, and points the SQL views at it.
   *
   * @throws IllegalStateException if the tables changed and the version did not
   */
  public static void ensure(DataSource dataSource, ViewDefinition<?> view) {
    String ddl = STATE + ";\n" + view.schemaSql();
    String fingerprint = sha256(ddl);
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement()) {
      c.setAutoCommit(false);
      // Several processes start at once; the table is as good a lock as any.
      statement.execute("lock table views.generation in exclusive mode");
      String known = fingerprint(c, view);
      if (known == null) {
        create(c, view, ddl, fingerprint);
      } else if (!known.equals(fingerprint)) {
        throw new IllegalStateException(
            "schema.sql of view %s changed and its version is still %d"
                .formatted(view.name(), view.version()));
      }
      c.commit();
    } catch (SQLException e) {
      throw new ViewFailure("generation " + view.generation(), e);
    }
  }

  private static @Nullable String fingerprint(Connection c, ViewDefinition<?> view)
      throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement("select ddl_sha256 from views.generation where schema_name = ?")) {
      select.setString(1, view.generation());
      try (ResultSet result = select.executeQuery()) {
        return result.next() ? result.getString(1) : null;
      }
    }
  }

  private static void create(Connection c, ViewDefinition<?> view, String ddl, String fingerprint)
      throws SQLException {
    String schema = view.generation();
    try (Statement statement = c.createStatement();
        PreparedStatement insert =
            c.prepareStatement(
                """
                insert into views.generation (schema_name, view, version, ddl_sha256)
                values (?, ?, ?, ?)
                """)) {
      statement.execute("create schema " + schema);
      statement.execute("set local search_path = " + schema);
      statement.execute(ddl);
      grant(statement, "usage on schema " + schema);
      grant(statement, "select, insert, update, delete on all tables in schema " + schema);
      for (Sheet<?, ?> sheet : view.sheets()) {
        point(statement, sheet.table(), schema + "." + sheet.table());
      }
      point(statement, stateOf(view), schema + ".state");
      insert.setString(1, schema);
      insert.setString(2, view.name());
      insert.setInt(3, view.version());
      insert.setString(4, fingerprint);
      insert.executeUpdate();
    }
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
