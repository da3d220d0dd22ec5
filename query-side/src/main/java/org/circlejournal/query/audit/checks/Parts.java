package org.circlejournal.query.audit.checks;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.circlejournal.events.sealing.Sealed;
import org.jspecify.annotations.Nullable;

/** What a record is made of. */
final class Parts {

  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.getRecordComponents();
        }
      };

  private final Record record;

  private Parts(Record record) {
    this.record = record;
  }

  static Parts of(Record record) {
    return new Parts(record);
  }

  /** Each component's name and value, in order. */
  void forEach(BiConsumer<String, @Nullable Object> each) {
    for (RecordComponent component : COMPONENTS.get(record.getClass())) {
      each.accept(component.getName(), value(component));
    }
  }

  /** All that is sealed in it, however deep. */
  void seals(Consumer<Sealed> each) {
    forEach((name, value) -> seals(value, each));
  }

  private static void seals(@Nullable Object value, Consumer<Sealed> each) {
    if (value instanceof Sealed sealed) {
      each.accept(sealed);
    } else if (value instanceof Collection<?> many) {
      many.forEach(one -> seals(one, each));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(one -> seals(one, each));
    } else if (value instanceof Record part) {
      of(part).seals(each);
    }
  }

  private @Nullable Object value(RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
