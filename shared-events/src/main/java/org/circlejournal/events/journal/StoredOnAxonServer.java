package org.circlejournal.events.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.axoniq.axonserver.connector.event.AggregateEventStream;
import io.axoniq.axonserver.connector.event.EventChannel;
import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.MetaDataValue;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.circlejournal.events.log.Leaf;
import org.jspecify.annotations.Nullable;

/**
 * Events as Axon Server sends them. It keeps metadata as a map and not as bytes; here they are its
 * JSON, keys in order.
 */
final class StoredOnAxonServer implements StoredEvents {

  private static final int BUFFER = 5_000;

  private final EventStream events;

  StoredOnAxonServer(EventChannel channel, long after) {
    this.events = channel.openStream(after, BUFFER);
  }

  @Override
  public List<StoredEvent> next(int most, Duration wait) throws InterruptedException {
    List<StoredEvent> found = new ArrayList<>();
    EventWithToken event = events.nextIfAvailable(wait.toMillis(), TimeUnit.MILLISECONDS);
    while (event != null) {
      found.add(new StoredEvent(event.getToken(), leaf(event.getEvent())));
      event = found.size() < most ? events.nextIfAvailable() : null;
    }
    if (found.isEmpty() && events.isClosed()) {
      throw new EventStoreException("Axon Server ended the stream", events.getError().orElse(null));
    }
    return found;
  }

  static @Nullable Leaf find(EventChannel channel, String stream, long sequence) {
    AggregateEventStream events = channel.openAggregateStream(stream, sequence);
    try {
      if (events.hasNext()) {
        Event event = events.next();
        return event.getAggregateSequenceNumber() == sequence ? leaf(event) : null;
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EventStoreException("interrupted while reading Axon Server", e);
    } finally {
      events.cancel();
    }
  }

  private static Leaf leaf(Event event) {
    return new Leaf(
        event.getAggregateIdentifier(),
        event.getAggregateSequenceNumber(),
        event.getPayload().getType(),
        event.getPayload().getRevision(),
        event.getMessageIdentifier(),
        TimeUnit.MILLISECONDS.toMicros(event.getTimestamp()),
        metadata(event.getMetaDataMap()),
        event.getPayload().getData().toByteArray());
  }

  private static byte[] metadata(Map<String, MetaDataValue> stored) {
    Map<String, Object> sorted = new TreeMap<>();
    stored.forEach((key, value) -> sorted.put(key, plain(value)));
    try {
      return Json.mapper().writeValueAsBytes(sorted);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object plain(MetaDataValue value) {
    return switch (value.getDataCase()) {
      case TEXT_VALUE -> value.getTextValue();
      case NUMBER_VALUE -> value.getNumberValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case BOOLEAN_VALUE -> value.getBooleanValue();
      case BYTES_VALUE -> value.getBytesValue().getData().toByteArray();
      case DATA_NOT_SET -> "";
    };
  }

  @Override
  public void close() {
    events.close();
  }
}
