package org.circlejournal.query.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;

/** Reads and writes states and rows of one generation: what changed, and nothing else. */
public final class FoldedTables<S> {

  /** What a circle's state was before a batch, and is after it. */
  record Step<S>(CircleId circle, Folded<S> before, Folded<S> after) {}

  private static final String NOTIFY =
      "select pg_notify('views', note) from unnest(?::text[]) as note";

  private final ViewDefinition<S> view;
  private final String schema;

  /**
   * @param schema of the generation
   */
  public FoldedTables(ViewDefinition<S> view, String schema) {
    this.view = view;
    this.schema = schema;
  }

  /** The states of circles; those that have none yet are left out. */
  public Map<CircleId, Folded<S>> load(Connection c, Collection<CircleId> circles)
      throws SQLException {
    Map<CircleId, Folded<S>> found = new HashMap<>();
    String sql =
        "select circle_id::text, version, position, read_version, read_position, state from "
            + schema
            + ".state where circle_id = any (?::uuid[])";
    try (PreparedStatement select = c.prepareStatement(sql)) {
      select.setArray(1, c.createArrayOf("text", circles.stream().map(CircleId::value).toArray()));
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          found.put(
              new CircleId(result.getString(1)),
              new Folded<>(
                  decode(view, result.getString(6)),
                  new Mark(result.getLong(2), result.getLong(3)),
                  new Mark(result.getLong(4), result.getLong(5))));
        }
      }
    }
    return found;
  }

  /** Writes rows and states, and tells all query sides which circles moved. */
  void save(Connection c, List<Step<S>> steps) throws SQLException {
    List<Step<S>> changed =
        steps.stream().filter(s -> !s.before().state().equals(s.after().state())).toList();
    for (Sheet<S, ?> sheet : view.sheets()) {
      saveRows(c, sheet, changed);
    }
    saveStates(c, steps);
    try (PreparedStatement notify = c.prepareStatement(NOTIFY)) {
      notify.setArray(
          1,
          c.createArrayOf(
              "text",
              steps.stream()
                  .map(
                      s ->
                          new Moved(view.name(), schema, s.circle(), s.after().folded().version())
                              .toString())
                  .toArray()));
      notify.execute();
    }
  }

  private <R extends Record> void saveRows(Connection c, Sheet<S, R> sheet, List<Step<S>> steps)
      throws SQLException {
    List<Columns.Column> columns = sheet.columns().all();
    boolean upserts = false;
    boolean deletes = false;
    try (PreparedStatement upsert = c.prepareStatement(upsert(sheet));
        PreparedStatement delete =
            c.prepareStatement(
                "delete from %s.%s where circle_id = ?::uuid and line >= ?"
                    .formatted(schema, sheet.table()))) {
      for (Step<S> step : steps) {
        List<R> before = sheet.rows().apply(step.before().state());
        List<R> after = sheet.rows().apply(step.after().state());
        for (int line = 0; line < after.size(); line++) {
          R row = after.get(line);
          if (line < before.size() && before.get(line).equals(row)) {
            continue;
          }
          upsert.setString(1, step.circle().value());
          upsert.setInt(2, line);
          for (int i = 0; i < columns.size(); i++) {
            upsert.setObject(i + 3, sheet.columns().toSql(columns.get(i), row));
          }
          upsert.addBatch();
          upserts = true;
        }
        if (after.size() < before.size()) {
          delete.setString(1, step.circle().value());
          delete.setInt(2, after.size());
          delete.addBatch();
          deletes = true;
        }
      }
      if (upserts) {
        upsert.executeBatch();
      }
      if (deletes) {
        delete.executeBatch();
      }
    }
  }

  private String upsert(Sheet<S, ?> sheet) {
    List<String> names = sheet.columns().all().stream().map(Columns.Column::name).toList();
    return "insert into %s.%s (circle_id, line, %s) values (?::uuid, ?, %s)"
            .formatted(schema, sheet.table(), quoted(names.stream()), marks(names.size()))
        + " on conflict (circle_id, line) do update set (%s) = row (%s)"
            .formatted(
                quoted(names.stream()),
                names.stream().map(n -> "excluded.\"" + n + '"').collect(Collectors.joining(", ")));
  }

  /** Column names may be SQL's words ({@code row}). */
  static String quoted(Stream<String> names) {
    return names.map(n -> '"' + n + '"').collect(Collectors.joining(", "));
  }

  private static String marks(int n) {
    return IntStream.range(0, n).mapToObj(i -> "?").collect(Collectors.joining(", "));
  }

  /**
   * An unchanged state is not written again: it may be long, and most events change the version
   * only.
   */
  private void saveStates(Connection c, List<Step<S>> steps) throws SQLException {
    String insert =
        """
        insert into %s.state (circle_id, version, position, read_version, read_position, state)
        values (?::uuid, ?, ?, ?, ?, ?)
        on conflict (circle_id) do update
           set (version, position, read_version, read_position, state)
             = row (excluded.version, excluded.position, excluded.read_version,
                    excluded.read_position, excluded.state)
        """
            .formatted(schema);
    String move =
        """
        update %s.state set version = ?, position = ?, read_version = ?, read_position = ?
         where circle_id = ?::uuid
        """
            .formatted(schema);
    try (PreparedStatement write = c.prepareStatement(insert);
        PreparedStatement advance = c.prepareStatement(move)) {
      boolean writes = false;
      boolean advances = false;
      for (Step<S> step : steps) {
        Folded<S> after = step.after();
        boolean known = !step.before().folded().equals(Mark.NONE);
        if (known && step.before().state().equals(after.state())) {
          marks(advance, 1, after);
          advance.setString(5, step.circle().value());
          advance.addBatch();
          advances = true;
        } else {
          write.setString(1, step.circle().value());
          marks(write, 2, after);
          write.setString(6, encode(after.state()));
          write.addBatch();
          writes = true;
        }
      }
      if (writes) {
        write.executeBatch();
      }
      if (advances) {
        advance.executeBatch();
      }
    }
  }

  private static void marks(PreparedStatement statement, int from, Folded<?> folded)
      throws SQLException {
    statement.setLong(from, folded.folded().version());
    statement.setLong(from + 1, folded.folded().position());
    statement.setLong(from + 2, folded.read().version());
    statement.setLong(from + 3, folded.read().position());
  }

  static String encode(Object state) {
    try {
      return Json.mapper().writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static <S> S decode(ViewDefinition<S> view, String json) {
    try {
      return Json.mapper().readValue(json, view.stateType());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
