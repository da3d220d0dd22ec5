package org.circlejournal.house;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.circlejournal.query.view.ViewDefinition;

/** The read models' definitions, found in the rooms of the query side. */
final class Views {

  private Views() {}

  /** Every class named {@code …View} that holds a definition. */
  static List<Class<?>> types() {
    List<Class<?>> types = new ArrayList<>();
    for (JavaClass type : Code.CLASSES) {
      if (type.getName().startsWith(Code.QUERY + ".") && type.tryGetField("VIEW").isPresent()) {
        types.add(type.reflect());
      }
    }
    return types;
  }

  static List<ViewDefinition<?>> definitions() {
    return types().stream().<ViewDefinition<?>>map(Views::definition).toList();
  }

  /** Packages of folds: state, view and rows lie together. */
  static Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    types().forEach(type -> packages.add(type.getPackageName()));
    return packages;
  }

  static ViewDefinition<?> definition(Class<?> type) {
    try {
      return (ViewDefinition<?>) type.getField("VIEW").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " hides its definition", e);
    }
  }
}
