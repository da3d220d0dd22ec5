package org.circlejournal.query.view;

import java.util.List;
import java.util.function.Function;

/**
 * What outsiders may read of a view: rows of a sheet, perhaps with fewer columns. Whatever is
 * computed from nothing but these tells nothing that has not left.
 *
 * @param name as of a table: {@code theme_usage}, and {@code theme_usage_by_area} for what {@code
 *     ?by=area} shows
 * @param answer columns of what is shown
 * @param showing from the sheet's rows to the rows shown; pure
 */
public record OpenSheet<R extends Record, A extends Record>(
    String name,
    ViewDefinition<?> view,
    Sheet<?, R> sheet,
    Columns<A> answer,
    Function<List<R>, List<A>> showing) {

  /**
   * @param rows of the sheet
   */
  public List<A> answers(List<? extends Record> rows) {
    return showing.apply(rows.stream().map(sheet.columns().row()::cast).toList());
  }
}
