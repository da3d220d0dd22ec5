package org.circlejournal.events.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements that go to the database together: on a busy machine each round trip waits twice for a
 * core, and all of a group wait with it.
 */
final class OneTrip {

  private static final int ANY = -1;

  private record Step(int rows, @Nullable Supplier<RuntimeException> otherwise) {}

  private final StringBuilder sql = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  /** A statement without parameters, whatever its result. */
  void add(String statement) {
    add(statement, List.of(), new Step(ANY, null));
  }

  /** Rows of one statement; none is no step. */
  void add(List<OneRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    OneRow first = rows.get(0);
    List<String[]> columns = new ArrayList<>();
    for (int column = 0; column < first.values().size(); column++) {
      String[] values = new String[rows.size()];
      for (int row = 0; row < values.length; row++) {
        values[row] = rows.get(row).values().get(column);
      }
      columns.add(values);
    }
    add(first.sql(), columns, new Step(rows.size(), first.otherwise()));
  }

  /**
   * @param arrays one for each parameter
   */
  void add(String statement, List<?> arrays) {
    add(statement, arrays, new Step(ANY, null));
  }

  private void add(String statement, List<?> arrays, Step step) {
    sql.append(sql.isEmpty() ? "" : ";\n").append(statement);
    parameters.addAll(arrays);
    steps.add(step);
  }

  /**
   * @throws RuntimeException what the first of a step's rows says, if not all of them were written
   */
  void run(Connection connection) throws SQLException {
    if (steps.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      statement.execute();
      for (Step step : steps) {
        if (step.rows() != ANY
            && step.rows() != statement.getUpdateCount()
            && step.otherwise() != null) {
          throw step.otherwise().get();
        }
        statement.getMoreResults();
      }
    }
  }
}
