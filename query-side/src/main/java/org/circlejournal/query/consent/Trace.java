package org.circlejournal.query.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.session.SessionEvent.CasePresented;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Retractable;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.consent.Traced.Kind;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.survey.Publisher;
import org.jspecify.annotations.Nullable;

/**
 * Follows one principal through its circle's stream and ledger, and through the ledgers of blocks
 * that the circle was glued into. It reads what stands there in clear and opens nothing: which
 * ballot is a code's is told to nobody.
 */
final class Trace {

  private final Lane lane;
  private final String id;
  private final CircleId circle;
  private final Map<Purpose, Notice> standing = new EnumMap<>(Purpose.class);
  private final List<Traced> lines = new ArrayList<>();
  private boolean erased;

  private Trace(Lane lane, String id, CircleId circle) {
    this.lane = lane;
    this.id = id;
    this.circle = circle;
  }

  /** In the order of recording. */
  static List<Traced> of(Journal journal, Lane lane, String id, CircleId circle) {
    Trace trace = new Trace(lane, id, circle);
    List<DomainEventMessage<?>> events = new ArrayList<>();
    read(journal, circle.value(), events);
    if (lane == Lane.CODE) {
      List<DomainEventMessage<?>> ledger = new ArrayList<>();
      read(journal, Publisher.ledgerOf(circle), ledger);
      events.addAll(ledger);
      events.addAll(ofBlocks(journal, circle, ledger));
    }
    events.sort(Comparator.comparing(DomainEventMessage::getTimestamp)); // stable within a stream
    events.forEach(trace::follow);
    return trace.erased ? trace.ofErasure() : trace.lines;
  }

  private static void read(Journal journal, String stream, List<DomainEventMessage<?>> into) {
    DomainEventStream stored = journal.readStream(stream, 0);
    stored.forEachRemaining(into::add);
  }

  /**
   * What left of blocks that the circle was glued into: of waves that it does not show alone,
   * because few answered. On each scale it is in one block at most.
   */
  private static List<DomainEventMessage<?>> ofBlocks(
      Journal journal, CircleId circle, List<DomainEventMessage<?>> ledger) {
    Map<CircleId, Set<Wave>> heldBack = new LinkedHashMap<>();
    for (DomainEventMessage<?> message : ledger) {
      if (message.getPayload() instanceof ResultReleased level
          && level.row() == RowKind.WAVE
          && ReleaseRules.FEWER_THAN_K.equals(level.withheld())) {
        heldBack
            .computeIfAbsent(Publisher.gluingOf(level), scale -> new HashSet<>())
            .add(level.wave());
      }
    }
    List<DomainEventMessage<?>> used = new ArrayList<>();
    heldBack.forEach(
        (scale, waves) -> {
          List<DomainEventMessage<?>> gluing = new ArrayList<>();
          read(journal, Publisher.ledgerOf(scale), gluing);
          for (DomainEventMessage<?> message : gluing) {
            if (message.getPayload() instanceof CirclesGlued glued
                && glued.circles().contains(circle)) {
              List<DomainEventMessage<?>> rows = new ArrayList<>();
              read(journal, Publisher.ledgerOf(glued.block()), rows);
              rows.removeIf(row -> !isOfAll(row, waves));
              used.addAll(rows);
            }
          }
        });
    return used;
  }

  private static boolean isOfAll(DomainEventMessage<?> message, Set<Wave> waves) {
    return message.getPayload() instanceof ResultReleased row
        && waves.contains(row.wave())
        && (row.fromWave() == null || waves.contains(row.fromWave()));
  }

  private List<Traced> ofErasure() {
    return lines.stream()
        .filter(
            line ->
                line.state() == Kind.ERASURE_REQUESTED || line.state() == Kind.ERASURE_COMPLETED)
        .toList();
  }

  private void follow(DomainEventMessage<?> message) {
    JournalEvent event = (JournalEvent) message.getPayload();
    if (event instanceof ConsentGiven e && isThis(e.lane(), e.principal())) {
      standing.put(e.purpose(), e.notice());
      add(message, e.purpose(), Kind.GIVEN, null, null, e.notice());
    } else if (event instanceof ConsentWithdrawn e && isThis(e.lane(), e.principal())) {
      standing.remove(e.purpose());
      add(message, e.purpose(), Kind.WITHDRAWN, null, null, null);
    } else if (event instanceof ErasureRequested e && isThis(e.lane(), e.principal())) {
      standing.clear();
      erased = true;
      add(message, null, Kind.ERASURE_REQUESTED, null, null, null);
    } else if (event instanceof ErasureCompleted e && isThis(e.lane(), e.principal())) {
      add(message, null, Kind.ERASURE_COMPLETED, null, String.join(", ", e.destroyed()), null);
    } else if (event instanceof ResultReleased e && lane == Lane.CODE && e.n() != null) {
      used(message, e);
    } else if (lane == Lane.MEMBER) {
      recorded(message, event);
    }
  }

  private boolean isThis(Lane of, String principal) {
    return of == lane && principal.equals(id);
  }

  private void recorded(DomainEventMessage<?> message, JournalEvent event) {
    if (event instanceof MemberCheckedIn e && e.member().value().equals(id)) {
      under(message, Purpose.TAKE_PART, Kind.RECORDED, event, "session " + e.session());
    } else if (event instanceof CasePresented e && e.member().value().equals(id)) {
      under(message, Purpose.TAKE_PART, Kind.RECORDED, event, "session " + e.session());
    } else if (event instanceof EntryRetracted e && names(e.entry())) {
      under(
          message,
          Purpose.TAKE_PART,
          Kind.RETRACTED,
          (JournalEvent) e.entry(),
          "session " + e.session());
    }
  }

  private boolean names(Retractable entry) {
    if (entry instanceof MemberCheckedIn in) {
      return in.member().value().equals(id);
    }
    return entry instanceof CasePresented told && told.member().value().equals(id);
  }

  private void used(DomainEventMessage<?> message, ResultReleased e) {
    if (standing.containsKey(Purpose.SURVEYS)) {
      String block = e.circleId().equals(circle) ? "" : ", together with other circles";
      String detail =
          "%s %s %s, set %s%s".formatted(e.wave(), e.instrument(), e.scale(), e.setId(), block);
      under(message, Purpose.SURVEYS, Kind.USED, e, detail);
    }
  }

  private void under(
      DomainEventMessage<?> message,
      Purpose purpose,
      Kind kind,
      JournalEvent event,
      String detail) {
    String name = EventNames.nameOf(event.getClass());
    add(message, purpose, kind, name, detail, standing.get(purpose));
  }

  private void add(
      DomainEventMessage<?> message,
      @Nullable Purpose purpose,
      Kind kind,
      @Nullable String what,
      @Nullable String detail,
      @Nullable Notice notice) {
    Instant at = ((JournalEvent) message.getPayload()).at();
    lines.add(
        new Traced(
            lane,
            id,
            circle,
            purpose,
            kind,
            what,
            detail,
            notice == null ? null : notice.version(),
            notice == null ? null : notice.language(),
            notice == null ? null : notice.sha256(),
            at,
            message.getTimestamp(),
            position(message)));
  }

  private static @Nullable Long position(DomainEventMessage<?> message) {
    return message instanceof TrackedEventMessage<?> tracked
            && tracked.trackingToken().position().isPresent()
        ? tracked.trackingToken().position().getAsLong()
        : null;
  }
}
