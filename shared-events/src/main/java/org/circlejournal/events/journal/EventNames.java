package org.circlejournal.events.journal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.circlejournal.events.JournalEvent;
import org.jspecify.annotations.Nullable;

/**
 * The journal's stable names: {@code session.MemberCheckedIn}, never a Java class name. The list is
 * closed: it is what the serializer accepts, and nothing else.
 */
public final class EventNames {

  private static final Map<String, Class<? extends JournalEvent>> BY_NAME = new LinkedHashMap<>();
  private static final Map<Class<?>, String> BY_TYPE = new LinkedHashMap<>();

  /** Events whose form has changed since their first revision, by name; empty today. */
  private static final Map<String, String> REVISIONS = Map.of();

  static {
    JournalEvent.FAMILIES.forEach(EventNames::register);
  }

  private EventNames() {}

  private static void register(Class<?> family) {
    for (Class<?> type : family.getPermittedSubclasses()) {
      if (type.isSealed()) {
        register(type);
      } else {
        String name = room(type) + "." + type.getSimpleName();
        BY_NAME.put(name, type.asSubclass(JournalEvent.class));
        BY_TYPE.put(type, name);
      }
    }
  }

  /** The room of an event: the last part of its package. */
  public static String room(Class<?> type) {
    String pack = type.getPackageName();
    return pack.substring(pack.lastIndexOf('.') + 1);
  }

  /**
   * @throws IllegalArgumentException if the type is no event of the journal
   */
  public static String nameOf(Class<?> type) {
    String name = BY_TYPE.get(type);
    if (name == null) {
      throw new IllegalArgumentException("no event of the journal: " + type.getName());
    }
    return name;
  }

  /** The revision in which an event is written today; the first is "1". */
  public static String revisionOf(Class<?> type) {
    return REVISIONS.getOrDefault(nameOf(type), "1");
  }

  /** The event's type, or null if the journal knows no such name. */
  public static @Nullable Class<? extends JournalEvent> typeOf(String name) {
    return BY_NAME.get(name);
  }

  public static Collection<Class<? extends JournalEvent>> types() {
    return BY_NAME.values();
  }
}
