package org.circlejournal.query.view;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;

/** An event, decoded, and where it stands. */
public record Stored(JournalEvent event, Recorded recorded) {

  /**
   * Decodes a message of the journal.
   *
   * @throws org.circlejournal.events.journal.UnreadableEvent if it cannot be read
   */
  public static Stored of(TrackedEventMessage<?> message) {
    return new Stored((JournalEvent) message.getPayload(), recorded(message));
  }

  /** Where a message stands; nothing is decoded for it. */
  static Recorded recorded(TrackedEventMessage<?> message) {
    DomainEventMessage<?> domain = (DomainEventMessage<?>) message;
    return new Recorded(
        domain.getAggregateIdentifier(),
        domain.getSequenceNumber(),
        message.trackingToken().position().orElseThrow(),
        message.getTimestamp());
  }

  /**
   * Everything that was ever recorded of a circle, its ledger included, in the order of the
   * journal.
   *
   * @param upTo the last position
   */
  public static List<Stored> ofCircle(Journal journal, CircleId circle, long upTo) {
    return journal.eventsOf(Recorded.streamsOf(circle)).stream()
        .map(Stored::of)
        .filter(stored -> stored.recorded().position() <= upTo)
        .toList();
  }

  /** The circle by which a view is kept. */
  public CircleId circle() {
    return Recorded.circleOf(recorded.stream());
  }

  static Set<CircleId> circles(List<Stored> events) {
    Set<CircleId> circles = new LinkedHashSet<>();
    events.forEach(e -> circles.add(e.circle()));
    return circles;
  }
}
