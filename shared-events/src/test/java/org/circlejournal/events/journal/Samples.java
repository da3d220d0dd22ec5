package org.circlejournal.events.journal;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.theme.ThemeId;
import org.jspecify.annotations.Nullable;

/**
 * Samples of every event, made from its components: one with everything set, for each constant of
 * each enumeration (and each kind of retracted entry) in it, and one with nothing optional set.
 */
final class Samples {

  private Samples() {}

  static List<JournalEvent> of(Class<? extends JournalEvent> type) {
    int variants = 1;
    boolean optional = false;
    for (RecordComponent component : type.getRecordComponents()) {
      variants = Math.max(variants, variants(component.getType()));
      optional |= isOptional(component);
    }
    List<JournalEvent> samples = new ArrayList<>();
    for (int variant = 0; variant < variants; variant++) {
      samples.add(type.cast(record(type, variant, true)));
    }
    if (optional) {
      samples.add(type.cast(record(type, 0, false)));
    }
    return samples;
  }

  private static int variants(Class<?> type) {
    if (type.isEnum()) {
      return type.getEnumConstants().length;
    }
    // Of ours only: newer JDKs seal types of their own, ZoneId among them.
    return type.isSealed() && JournalEvent.class.isAssignableFrom(type)
        ? type.getPermittedSubclasses().length
        : 1;
  }

  static boolean isOptional(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Object record(Class<?> type, int variant, boolean full) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      if (full || !isOptional(components[i])) {
        values[i] = value(components[i].getGenericType(), components[i].getName(), variant, full);
      }
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName(), e);
    }
  }

  private static Object value(Type type, String name, int variant, boolean full) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return List.of(
            value(of[0], name + "-1", variant, full), value(of[0], name + "-2", variant + 1, full));
      }
      if (generic.getRawType() == SortedMap.class) {
        SortedMap<Object, Object> map = new TreeMap<>();
        for (Object key : ((Class<?>) of[0]).getEnumConstants()) {
          map.put(key, value(of[1], name, variant, full));
        }
        return map;
      }
    }
    Class<?> plain = (Class<?>) type;
    if (plain == Instant.class) {
      return Instant.parse("2026-01-12T16:00:00Z").plusMillis(name.equals("at") ? 123 : 0);
    } else if (plain == LocalDateTime.class) {
      return LocalDateTime.of(2026, 1, 12, 17, 0).plusDays(14L * variant);
    } else if (plain == ZoneId.class) {
      return ZoneId.of("Europe/Berlin");
    } else if (plain == String.class) {
      return name;
    } else if (plain == CircleId.class) {
      return new CircleId("0b5d2c8e-0000-4000-8000-000000000001");
    } else if (plain == MemberId.class) {
      return new MemberId("m-AAAAAAAAAAAAAAAAAAAAAA");
    } else if (plain == ThemeId.class) {
      return new ThemeId("i" + (variant + 1));
    } else if (plain == Wave.class) {
      return name.equals("fromWave") ? Wave.BASELINE : Wave.ENDPOINT;
    } else if (plain == int.class || plain == Integer.class) {
      return 3 + variant;
    } else if (plain == long.class) {
      return 117L;
    } else if (plain == boolean.class || plain == Boolean.class) {
      return true;
    } else if (plain == Double.class) {
      return -0.25;
    } else if (plain.isEnum()) {
      Object[] constants = plain.getEnumConstants();
      return constants[variant % constants.length];
    } else if (plain.isSealed()) {
      Class<?>[] kinds = plain.getPermittedSubclasses();
      return record(kinds[variant % kinds.length], 0, full);
    } else if (plain.isRecord() && !isId(plain)) {
      return record(plain, variant, full);
    }
    throw new IllegalStateException("no sample for " + plain.getName());
  }

  private static boolean isId(Class<?> type) {
    return Arrays.stream(type.getDeclaredConstructors())
        .anyMatch(constructor -> constructor.isAnnotationPresent(JsonCreator.class));
  }
}
