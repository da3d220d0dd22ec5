package org.circlejournal.query.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** New lists from old ones, as folds need them. Elements are not null. */
public final class Lists {

  private Lists() {}

  public static <T> List<T> plus(List<T> list, T element) {
    List<T> next = new ArrayList<>(list.size() + 1);
    next.addAll(list);
    next.add(element);
    return next;
  }

  /** Without the last element that is like that, if there is one. */
  public static <T> List<T> minusLast(List<T> list, Predicate<T> like) {
    for (int i = list.size() - 1; i >= 0; i--) {
      if (like.test(list.get(i))) {
        List<T> next = new ArrayList<>(list);
        next.remove(i);
        return next;
      }
    }
    return list;
  }

  /** With the elements that are like that changed. */
  public static <T> List<T> replace(List<T> list, Predicate<T> like, UnaryOperator<T> change) {
    List<T> next = new ArrayList<>(list);
    next.replaceAll(element -> like.test(element) ? change.apply(element) : element);
    return next;
  }
}
