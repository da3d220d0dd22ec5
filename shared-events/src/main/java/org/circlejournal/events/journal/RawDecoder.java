package org.circlejournal.events.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.InitialEventRepresentation;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.journal.UnreadableEvent.Place;

/**
 * From bytes to events without a message around them, for replays. What it cannot read it says as
 * the journal's serializer does; safe for threads.
 */
public final class RawDecoder {

  private final Serializer serializer;
  private final EventUpcaster upcasters;
  private final Map<String, ObjectReader> readers = new HashMap<>();
  private final Map<String, LeanDecoder> lean = new HashMap<>();

  RawDecoder(Serializer serializer, EventUpcaster upcasters) {
    this.serializer = serializer;
    this.upcasters = upcasters;
    Map<Class<?>, Repeated> known = new HashMap<>();
    for (Class<? extends JournalEvent> type : EventNames.types()) {
      String name = EventNames.nameOf(type);
      readers.put(name, Json.events().readerFor(type));
      LeanDecoder decoder = LeanDecoder.of(type, known);
      if (decoder != null) {
        lean.put(name, decoder);
      }
    }
  }

  /**
   * The event's type.
   *
   * @throws UnknownEvent if the journal knows no such name
   */
  public Class<? extends JournalEvent> typeOf(RawEvent event) {
    Class<? extends JournalEvent> type = EventNames.typeOf(event.name());
    if (type == null) {
      throw UnknownEvent.named(event.name()).at(place(event));
    }
    return type;
  }

  /**
   * Decodes an event whose payload was fetched.
   *
   * @throws UnreadableEvent with the place where it stands
   */
  public JournalEvent decode(RawEvent event) {
    Class<? extends JournalEvent> type = typeOf(event);
    if (!event.revision().equals(EventNames.revisionOf(type))) {
      return upcast(event);
    }
    LeanDecoder decoder = lean.get(event.name());
    if (decoder != null) {
      Object read = decoder.decode(event.bytes(), event.offset(), event.length());
      if (read != null) {
        return (JournalEvent) read;
      }
    }
    return bind(event);
  }

  private JournalEvent bind(RawEvent event) {
    try {
      ObjectReader reader = readers.get(event.name());
      if (reader == null) {
        throw UnknownEvent.named(event.name()).at(place(event));
      }
      JournalEvent read = reader.readValue(event.bytes(), event.offset(), event.length());
      if (read == null) {
        throw TornEvent.of(event.name(), "null").at(place(event));
      }
      return read;
    } catch (JsonProcessingException e) {
      throw TornEvent.of(event.name(), JournalSerializer.how(e)).at(place(event));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // bytes in memory: there is nothing that could fail
    }
  }

  /** An older form goes the way that Axon takes. */
  private JournalEvent upcast(RawEvent event) {
    byte[] payload =
        Arrays.copyOfRange(event.bytes(), event.offset(), event.offset() + event.length());
    Instant recorded =
        Instant.EPOCH.plusNanos(TimeUnit.MICROSECONDS.toNanos(event.recordedMicros()));
    GenericDomainEventEntry<byte[]> entry =
        new GenericDomainEventEntry<>(
            "",
            event.stream(),
            event.sequence(),
            "",
            recorded,
            event.name(),
            event.revision(),
            payload,
            new byte[] {'{', '}'});
    List<IntermediateEventRepresentation> upcast =
        new PlacedEvents(upcasters, serializer)
            .upcast(Stream.of(new InitialEventRepresentation(entry, serializer)))
            .toList();
    if (upcast.size() != 1) {
      throw TornEvent.of(event.name(), upcast.size() + " events of one").at(place(event));
    }
    try {
      SerializedObject<?> data = upcast.get(0).getData();
      return serializer.deserialize(data);
    } catch (UnreadableEvent e) {
      throw e.at(place(event));
    }
  }

  private static Place place(RawEvent event) {
    return new Place(event.position(), event.stream(), event.sequence());
  }
}
