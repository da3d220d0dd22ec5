package org.circlejournal.query.view;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/** Reads what a view shows, through the SQL views of schema {@code views}. */
public final class ViewReader {

  private final DataSource dataSource;

  public ViewReader(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * All that a view shows of a circle, at one moment.
   *
   * @param generation that was read
   * @param rows by sheet, in their order
   * @param folded how far it has come; {@link Mark#NONE} if it knows nothing of the circle
   * @param read the last event that it reads, and did not only pass
   * @param released by sheet
   */
  public record Shown(
      String generation,
      Map<Sheet<?, ?>, List<? extends Record>> rows,
      Mark folded,
      Mark read,
      Map<Sheet<?, ?>, Mark> released) {}

  /** A circle and what a sheet shows of it. */
  public record Line<R>(CircleId circle, R row) {}

  public <S> Shown read(ViewDefinition<S> view, CircleId circle) {
    try {
      return Atomically.read(dataSource, c -> read(c, view, circle));
    } catch (SQLException e) {
      throw NotBuilt.or("cannot read " + view.name(), view.name(), e);
    }
  }

  /** Name of the generation that is shown. */
  public String generation(ViewDefinition<?> view) {
    try (Connection c = dataSource.getConnection()) {
      Generation shown = ViewTables.shown(c, view.name());
      if (shown == null) {
        throw new NotBuilt(view.name());
      }
      return shown.schema();
    } catch (SQLException e) {
      throw new ViewFailure("cannot read generations", e);
    }
  }

  private static <S> Shown read(Connection c, ViewDefinition<S> view, CircleId circle)
      throws SQLException {
    Generation shown = ViewTables.shown(c, view.name());
    if (shown == null) {
      throw new NotBuilt(view.name());
    }
    // Tables by their own names: SQL views follow a promotion in the midst of a snapshot.
    String schema = shown.schema();
    Map<Sheet<?, ?>, List<? extends Record>> rows = new HashMap<>();
    Map<Sheet<?, ?>, Mark> released = new HashMap<>();
    Mark folded = Mark.NONE;
    Mark read = Mark.NONE;
    String states =
        "select version, position, read_version, read_position, state from "
            + schema
            + ".state where circle_id = ?::uuid";
    try (PreparedStatement select = c.prepareStatement(states)) {
      select.setString(1, circle.value());
      try (ResultSet result = select.executeQuery()) {
        if (result.next()) {
          folded = new Mark(result.getLong(1), result.getLong(2));
          read = new Mark(result.getLong(3), result.getLong(4));
          // The state of another version is for its own code; until the new one is built, what
          // outsiders see has no position.
          S state = shown.isOf(view) ? FoldedTables.decode(view, result.getString(5)) : null;
          for (Sheet<S, ?> sheet : view.sheets()) {
            var mark = sheet.released();
            released.put(
                sheet, mark == null ? read : state == null ? Mark.NONE : mark.apply(state));
          }
        }
      }
    }
    for (Sheet<S, ?> sheet : view.sheets()) {
      rows.put(sheet, rows(c, sheet, schema, circle));
    }
    return new Shown(schema, rows, folded, read, released);
  }

  /** The rows of a sheet of one circle, in the tables of one generation. */
  public static <R extends Record> List<R> rows(
      Connection c, Sheet<?, R> sheet, String schema, CircleId circle) throws SQLException {
    String sql =
        "select %s from %s.%s where circle_id = ?::uuid order by line"
            .formatted(columns(sheet), schema, sheet.table());
    try (PreparedStatement select = c.prepareStatement(sql)) {
      select.setString(1, circle.value());
      List<R> rows = new ArrayList<>();
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          rows.add(sheet.columns().read(result, 1));
        }
      }
      return rows;
    }
  }

  /**
   * The rows of a sheet of some circles, in the tables of one generation.
   *
   * @return of those that the generation knows
   */
  public <R extends Record> Map<CircleId, List<R>> of(
      String schema, Sheet<?, R> sheet, Collection<CircleId> circles) {
    Map<CircleId, List<R>> rows = new LinkedHashMap<>();
    try (Connection c = dataSource.getConnection();
        PreparedStatement known =
            c.prepareStatement(
                "select circle_id::text from %s.state where circle_id = any (?::uuid[])"
                        .formatted(schema)
                    + " order by circle_id");
        PreparedStatement select =
            c.prepareStatement(
                "select circle_id::text, %s from %s.%s where circle_id = any (?::uuid[])"
                        .formatted(columns(sheet), schema, sheet.table())
                    + " order by circle_id, line")) {
      Array ids = array(known, circles.stream().map(CircleId::value).toList());
      known.setArray(1, ids);
      select.setArray(1, ids);
      try (ResultSet result = known.executeQuery()) {
        while (result.next()) {
          rows.put(new CircleId(result.getString(1)), new ArrayList<>());
        }
      }
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          List<R> of = rows.get(new CircleId(result.getString(1)));
          if (of != null) {
            of.add(sheet.columns().read(result, 2));
          }
        }
      }
    } catch (SQLException e) {
      throw NotBuilt.or("cannot read " + schema, schema, e);
    }
    return rows;
  }

  /**
   * One sheet over all circles, by circle.
   *
   * @param after leaves out the circles up to this one; the nil UUID for none
   */
  public <R extends Record> List<Line<R>> list(
      Sheet<?, R> sheet, @Nullable Set<String> workplaces, CircleId after, int limit) {
    return lines(
        sheet,
        "circle_id > ?::uuid and (?::text[] is null or workplace = any (?))"
            + " order by circle_id, line limit ?",
        select -> {
          Array of = array(select, workplaces);
          select.setString(1, after.value());
          select.setArray(2, of);
          select.setArray(3, of);
          select.setInt(4, limit);
        });
  }

  private static @Nullable Array array(PreparedStatement select, @Nullable Collection<String> texts)
      throws SQLException {
    return texts == null ? null : select.getConnection().createArrayOf("text", texts.toArray());
  }

  /**
   * One sheet over all circles, by a number.
   *
   * @param column a number that no two rows share
   * @param among only of these; null for all
   * @param after leaves out the rows up to this one; −1 for none
   * @param upTo leaves out the rows after this one
   */
  public <R extends Record> List<Line<R>> inOrderOf(
      String column,
      Sheet<?, R> sheet,
      @Nullable Collection<CircleId> among,
      long after,
      long upTo,
      int limit) {
    List<String> ids = among == null ? null : among.stream().map(CircleId::value).toList();
    return lines(
        sheet,
        "%1$s > ? and %1$s <= ? and (?::text[] is null or circle_id = any (?::uuid[]))"
                .formatted('"' + column + '"')
            + " order by \"%s\" limit ?".formatted(column),
        select -> {
          Array of = array(select, ids);
          select.setLong(1, after);
          select.setLong(2, upTo);
          select.setArray(3, of);
          select.setArray(4, of);
          select.setInt(5, limit);
        });
  }

  /** The highest number among the rows up to a time, over all circles; −1 if there are none. */
  public long last(String column, String time, Sheet<?, ?> sheet, Instant upTo) {
    String sql =
        "select coalesce(max(\"%s\"), -1) from views.%s where \"%s\" <= ?"
            .formatted(column, sheet.table(), time);
    try (Connection c = dataSource.getConnection();
        PreparedStatement select = c.prepareStatement(sql)) {
      select.setTimestamp(1, Timestamp.from(upTo));
      try (ResultSet result = select.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    } catch (SQLException e) {
      throw new ViewFailure("cannot read " + sheet.table(), e);
    }
  }

  /** One sheet over some circles, in the order of their ids. */
  public <R extends Record> List<Line<R>> of(Sheet<?, R> sheet, List<CircleId> circles) {
    List<String> ids = circles.stream().map(CircleId::value).toList();
    return lines(
        sheet,
        "circle_id = any (?::uuid[]) order by circle_id, line",
        select -> select.setArray(1, array(select, ids)));
  }

  @FunctionalInterface
  private interface Parameters {
    void set(PreparedStatement select) throws SQLException;
  }

  private <R extends Record> List<Line<R>> lines(
      Sheet<?, R> sheet, String which, Parameters parameters) {
    String sql =
        "select circle_id::text, %s from views.%s where %s"
            .formatted(columns(sheet), sheet.table(), which);
    try (Connection c = dataSource.getConnection();
        PreparedStatement select = c.prepareStatement(sql)) {
      parameters.set(select);
      List<Line<R>> lines = new ArrayList<>();
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          lines.add(new Line<>(new CircleId(result.getString(1)), sheet.columns().read(result, 2)));
        }
      }
      return lines;
    } catch (SQLException e) {
      throw NotBuilt.or("cannot read " + sheet.table(), sheet.table(), e);
    }
  }

  /**
   * The rows of a sheet that have this text in a column, over all circles.
   *
   * @param column as the table has it
   */
  public <R extends Record> List<Line<R>> find(Sheet<?, R> sheet, String column, String text) {
    return lines(
        sheet,
        "\"%s\" = ? order by circle_id, line".formatted(column),
        select -> select.setString(1, text));
  }

  /** The rows of a sheet of one circle, in their order. */
  public <R extends Record> List<R> rows(Sheet<?, R> sheet, CircleId circle) {
    try (Connection c = dataSource.getConnection()) {
      return rows(c, sheet, "views", circle);
    } catch (SQLException e) {
      throw NotBuilt.or("cannot read " + sheet.table(), sheet.table(), e);
    }
  }

  private static String columns(Sheet<?, ?> sheet) {
    return sheet.columns().all().stream()
        .map(column -> '"' + column.name() + '"')
        .collect(Collectors.joining(", "));
  }
}
