package org.circlejournal.query.replay;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Chunks;
import org.circlejournal.events.journal.Chunks.Chunk;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.RawEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;

/**
 * Lets through what names no member, or one who consents to a purpose at the head of the journal:
 * consent is checked when data are used, so a replay for research up to last year leaves out who
 * withdrew this year.
 */
final class Consented implements Replay.Filter {

  private static final Map<Class<?>, Method> MEMBERS = members();

  /** A member id is another in each circle. */
  private final Set<String> consenting;

  private Consented(Set<String> consenting) {
    this.consenting = consenting;
  }

  private static Map<Class<?>, Method> members() {
    Map<Class<?>, Method> members = new HashMap<>();
    for (Class<? extends JournalEvent> type : EventNames.types()) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (component.getType() == MemberId.class) {
          component.getAccessor().setAccessible(true);
          members.put(type, component.getAccessor());
        }
      }
    }
    return Map.copyOf(members);
  }

  /** Reads who consents, from the whole journal. */
  static Consented to(Purpose purpose, Journal journal, long head) throws InterruptedException {
    Set<String> consenting = new HashSet<>();
    List<String> names =
        List.of(
            EventNames.nameOf(ConsentGiven.class),
            EventNames.nameOf(ConsentWithdrawn.class),
            EventNames.nameOf(ErasureRequested.class));
    try (Chunks chunks = journal.chunks(StoredEvents.BEGINNING, head, names)) {
      for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
        for (RawEvent raw : chunk.events()) {
          if (raw.isFetched()) {
            read(journal.decoder().decode(raw), purpose, consenting);
          }
        }
      }
    }
    return new Consented(consenting);
  }

  private static void read(JournalEvent event, Purpose purpose, Set<String> consenting) {
    if (event instanceof ConsentGiven e && e.lane() == Lane.MEMBER && e.purpose() == purpose) {
      consenting.add(e.principal());
    } else if (event instanceof ConsentWithdrawn e && e.purpose() == purpose) {
      consenting.remove(e.principal());
    } else if (event instanceof ErasureRequested e) {
      consenting.remove(e.principal());
    }
  }

  @Override
  public boolean passes(CircleId circle, JournalEvent event) {
    if (event instanceof EntryRetracted retraction) {
      return passes(circle, (JournalEvent) retraction.entry());
    }
    if (event instanceof ConsentGiven e && e.lane() == Lane.MEMBER) {
      return consenting.contains(e.principal());
    } else if (event instanceof ConsentWithdrawn e && e.lane() == Lane.MEMBER) {
      return consenting.contains(e.principal());
    }
    Method member = MEMBERS.get(event.getClass());
    if (member == null) {
      return true;
    }
    try {
      return consenting.contains(((MemberId) member.invoke(event)).value());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
