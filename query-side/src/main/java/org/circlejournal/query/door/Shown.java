package org.circlejournal.query.door;

import java.util.List;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.Sheet;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of reader gets of a read model.
 *
 * @param inside for the circle's own members; otherwise for everybody else who may
 * @param by value of the parameter {@code by} that asks for it; null if none does
 * @param sheet where the rows come from
 * @param answer columns of the answer, beside {@code circleId}
 */
record Shown<R extends Record, A extends Record>(
    boolean inside,
    @Nullable String by,
    Sheet<?, R> sheet,
    Columns<A> answer,
    Showing<R, A> showing) {

  /** From a row of the table to a row of the answer. */
  @FunctionalInterface
  public interface Showing<R, A> {
    A show(R row, Texts texts);
  }

  List<A> show(List<R> rows, Texts texts) {
    return rows.stream().map(row -> showing.show(row, texts)).toList();
  }
}
