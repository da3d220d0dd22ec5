package org.circlejournal.query.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.GenericMessage;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.view.AsOf.Point;
import org.circlejournal.query.view.AsOf.Then;

/** A journal in memory, and what views showed at any point of it: {@link AsOf} folds. */
public final class Remembered {

  /** The end of the journal, wherever that is. */
  public static final Point NOW = new AsOf.Position(Long.MAX_VALUE);

  private final Map<CircleId, List<TrackedEventMessage<?>>> events = new HashMap<>();
  private final Map<String, Long> sequences = new HashMap<>();
  private long position = -1;

  /** Position of the last event. */
  public long last() {
    return position;
  }

  /**
   * Appends an event.
   *
   * @param stream a circle's id, or that of its ledger
   * @return its position
   */
  public long append(String stream, JournalEvent event, Instant recordedAt) {
    long sequence = sequences.merge(stream, 0L, (last, zero) -> last + 1);
    position++;
    events
        .computeIfAbsent(Recorded.circleOf(stream), circle -> new ArrayList<>())
        .add(message(new Stored(event, new Recorded(stream, sequence, position, recordedAt))));
    return position;
  }

  /** What a view showed of a circle or block. */
  public <S> Then shown(ViewDefinition<S> view, CircleId circle, Point point) {
    return AsOf.of(view, circle, point, events.getOrDefault(circle, List.of()));
  }

  static TrackedEventMessage<?> message(Stored stored) {
    Recorded at = stored.recorded();
    return new GenericTrackedDomainEventMessage<>(
        new GlobalSequenceTrackingToken(at.position()),
        at.inLedger() ? "ledger" : "Circle",
        at.stream(),
        at.sequence(),
        new GenericMessage<>(stored.event(), Map.of()),
        at::recordedAt);
  }
}
