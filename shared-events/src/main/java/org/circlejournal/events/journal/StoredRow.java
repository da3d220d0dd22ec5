package org.circlejournal.events.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;

/**
 * An event as the journal's table holds it, but for the global index.
 *
 * @param recordedAt whole milliseconds, as Axon Server keeps them too
 */
record StoredRow(
    String stream,
    long sequence,
    String type,
    String id,
    Instant recordedAt,
    SerializedObject<byte[]> payload,
    SerializedObject<byte[]> metadata) {

  /**
   * @throws IllegalArgumentException if the event belongs to no stream
   */
  static StoredRow of(EventMessage<?> event, Serializer serializer) {
    if (!(event instanceof DomainEventMessage<?> domainEvent)) {
      throw new IllegalArgumentException(
          "the journal holds events of streams only: " + event.getPayloadType().getName());
    }
    return new StoredRow(
        domainEvent.getAggregateIdentifier(),
        domainEvent.getSequenceNumber(),
        domainEvent.getType(),
        event.getIdentifier(),
        event.getTimestamp().truncatedTo(ChronoUnit.MILLIS),
        event.serializePayload(serializer, byte[].class),
        event.serializeMetaData(serializer, byte[].class));
  }
}
