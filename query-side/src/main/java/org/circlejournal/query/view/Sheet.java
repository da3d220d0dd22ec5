package org.circlejournal.query.view;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One table of a view: its rows per circle, in their order. The record's components are the
 * columns, camelCase there and snake_case in the table, which has {@code circle_id uuid} and {@code
 * line smallint} (the row's number in the circle, from 0) before them.
 *
 * @param table name of the table in the view's {@code schema.sql}, and of the SQL view in schema
 *     {@code views}
 * @param rows all rows of a circle; pure
 * @param released how far what is shown has come, where that is less than what the view has read;
 *     null where it is the same
 */
public record Sheet<S, R extends Record>(
    String table,
    Columns<R> columns,
    Function<S, List<R>> rows,
    @Nullable Function<S, Mark> released) {

  public static <S, R extends Record> Sheet<S, R> of(
      String table, Class<R> row, Function<S, List<R>> rows) {
    return new Sheet<>(table, Columns.of(row), rows, null);
  }

  /**
   * Rows that do not move with every event that the view reads: positions and versions shown with
   * them must not move either, or they would tell what the rows do not (see privacy.md, class B).
   */
  public Sheet<S, R> released(Function<S, Mark> mark) {
    return new Sheet<>(table, columns, rows, mark);
  }
}
