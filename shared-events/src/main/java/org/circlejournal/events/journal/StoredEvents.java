package org.circlejournal.events.journal;

import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.LazyDeserializingObject;
import org.axonframework.serialization.SerializedMessage;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.InitialEventRepresentation;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.circlejournal.events.journal.UnreadableEvent.Place;
import org.jspecify.annotations.Nullable;

/** From stored rows to messages: upcast, decoded when asked, and able to say where they stand. */
final class StoredEvents {

  private final Serializer serializer;
  private final EventUpcaster upcasters;

  StoredEvents(Serializer serializer, EventUpcaster upcasters) {
    this.serializer = serializer;
    this.upcasters = upcasters;
  }

  Stream<GenericTrackedDomainEventMessage<?>> messages(
      Stream<? extends TrackedDomainEventData<?>> rows) {
    return upcasters
        .upcast(rows.map(row -> new InitialEventRepresentation(row, decoderAt(row))))
        .map(this::message);
  }

  private Serializer decoderAt(TrackedDomainEventData<?> row) {
    return new Decoder(serializer, place(row, row.trackingToken()));
  }

  private static Place place(DomainEventData<?> row, TrackingToken token) {
    return new Place(
        token.position().orElse(-1), row.getAggregateIdentifier(), row.getSequenceNumber());
  }

  private GenericTrackedDomainEventMessage<?> message(IntermediateEventRepresentation event) {
    TrackingToken token = event.getTrackingToken().orElseThrow();
    String stream = event.getAggregateIdentifier().orElseThrow();
    long sequence = event.getSequenceNumber().orElseThrow();
    Decoder decoder =
        new Decoder(serializer, new Place(token.position().orElse(-1), stream, sequence));
    SerializedMessage<?> message =
        new SerializedMessage<>(
            event.getMessageIdentifier(),
            new LazyDeserializingObject<>(event::getData, event.getType(), decoder),
            event.getMetaData());
    return new GenericTrackedDomainEventMessage<>(
        token,
        event.getAggregateType().orElseThrow(),
        stream,
        sequence,
        message,
        event::getTimestamp);
  }

  /** The serializer, with a place to name when it fails. */
  private record Decoder(Serializer serializer, Place place) implements Serializer {

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Axon says it so
    public <S, T> @Nullable T deserialize(SerializedObject<S> object) {
      try {
        return serializer.deserialize(object);
      } catch (UnreadableEvent e) {
        throw e.at(place);
      }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class classForType(SerializedType type) {
      try {
        return serializer.classForType(type);
      } catch (UnreadableEvent e) {
        throw e.at(place);
      }
    }

    @Override
    public <T> SerializedObject<T> serialize(Object object, Class<T> representation) {
      return serializer.serialize(object, representation);
    }

    @Override
    public <T> boolean canSerializeTo(Class<T> representation) {
      return serializer.canSerializeTo(representation);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public SerializedType typeForClass(Class type) {
      return serializer.typeForClass(type);
    }

    @Override
    public Converter getConverter() {
      return serializer.getConverter();
    }
  }
}
