package org.circlejournal.query.door;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
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
 * @param text a row's sealed text; null where rows have none, and always null outside
 * @param showing from a row and its opened text to a row of the answer
 */
record Shown<R extends Record, A extends Record>(
    boolean inside,
    @Nullable String by,
    Sheet<?, R> sheet,
    Columns<A> answer,
    @Nullable Function<R, @Nullable SealedText> text,
    BiFunction<R, @Nullable String, A> showing) {

  static <R extends Record> Shown<R, R> asItIs(
      boolean inside, @Nullable String by, Sheet<?, R> sheet) {
    return new Shown<>(inside, by, sheet, sheet.columns(), null, (row, none) -> row);
  }

  /** For outsiders, who read no texts. */
  List<A> answers(List<R> rows) {
    if (inside) {
      throw new IllegalStateException("what members see is for members");
    }
    return rows.stream().map(row -> showing.apply(row, null)).toList();
  }

  /**
   * @param rows of this sheet
   */
  List<A> answers(List<? extends Record> rows, Texts texts) {
    List<R> own = new ArrayList<>(rows.size());
    for (Record row : rows) {
      own.add(sheet.columns().row().cast(row));
    }
    List<@Nullable String> opened = text == null ? List.of() : texts.open(own.stream().map(text));
    List<A> answers = new ArrayList<>(own.size());
    for (int i = 0; i < own.size(); i++) {
      answers.add(showing.apply(own.get(i), opened.isEmpty() ? null : opened.get(i)));
    }
    return answers;
  }
}
