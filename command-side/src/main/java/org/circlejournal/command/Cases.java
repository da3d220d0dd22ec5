package org.circlejournal.command;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Which method of a room answers which record: a switch over a sealed family, until the language
 * that the project compiles for has one.
 *
 * @param <T> the family
 * @param <C> what the method gets beside the record
 */
public final class Cases<T, C> {

  private final Map<Class<?>, BiConsumer<T, C>> methods = new HashMap<>();

  public <S extends T> Cases<T, C> on(Class<S> type, BiConsumer<? super S, ? super C> method) {
    methods.put(type, (value, context) -> method.accept(type.cast(value), context));
    return this;
  }

  /**
   * @throws IllegalStateException if no method answers this record: a gap in the room's table
   */
  public void accept(T value, C context) {
    BiConsumer<T, C> method = methods.get(value.getClass());
    if (method == null) {
      throw new IllegalStateException("nothing answers " + value.getClass().getName());
    }
    method.accept(value, context);
  }
}
