package org.circlejournal.events.journal;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.LazyDeserializingObject;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.circlejournal.events.journal.UnreadableEvent.Place;

/**
 * The last of all upcasters: makes each event know where it stands, so that what cannot be read
 * says so. An unknown name fails when the event is reached, torn bytes when they are decoded.
 */
record PlacedEvents(EventUpcaster upcasters, Serializer serializer) implements EventUpcaster {

  @Override
  public Stream<IntermediateEventRepresentation> upcast(
      Stream<IntermediateEventRepresentation> events) {
    return upcasters.upcast(events).map(this::place);
  }

  private IntermediateEventRepresentation place(IntermediateEventRepresentation event) {
    Place place =
        new Place(
            event
                .getTrackingToken()
                .flatMap(token -> token.position().stream().boxed().findFirst())
                .orElse(-1L),
            event.getAggregateIdentifier().orElse("?"),
            event.getSequenceNumber().orElse(-1L));
    try {
      serializer.classForType(event.getType());
    } catch (UnreadableEvent e) {
      throw e.at(place);
    }
    return new Placed(event, place, new PlacedMetaData(event.getMetaData(), place));
  }

  /** Bytes that know where they stand, for {@link JournalSerializer}. */
  record PlacedData<T>(SerializedObject<T> object, Place place) implements SerializedObject<T> {

    @Override
    public Class<T> getContentType() {
      return object.getContentType();
    }

    @Override
    public SerializedType getType() {
      return object.getType();
    }

    @Override
    public T getData() {
      return object.getData();
    }
  }

  private static final class PlacedMetaData extends LazyDeserializingObject<MetaData> {
    private final LazyDeserializingObject<MetaData> metaData;
    private final Place place;

    PlacedMetaData(LazyDeserializingObject<MetaData> metaData, Place place) {
      super(MetaData.emptyInstance());
      this.metaData = metaData;
      this.place = place;
    }

    @Override
    public MetaData getObject() {
      try {
        return metaData.getObject();
      } catch (UnreadableEvent e) {
        throw e.at(place);
      }
    }

    @Override
    public boolean isDeserialized() {
      return metaData.isDeserialized();
    }

    @Override
    public Serializer getSerializer() {
      return metaData.getSerializer();
    }

    @Override
    public SerializedObject<?> getSerializedObject() {
      return metaData.getSerializedObject();
    }
  }

  private record Placed(
      IntermediateEventRepresentation event,
      Place place,
      LazyDeserializingObject<MetaData> metaData)
      implements IntermediateEventRepresentation {

    @Override
    public SerializedObject<?> getData() {
      try {
        return new PlacedData<>(event.getData(), place);
      } catch (SerializationException e) { // an upcaster parses what it changes
        throw TornEvent.of(getType().getName(), "before upcasting").at(place);
      }
    }

    @Override
    public <D> SerializedObject<D> getData(Class<D> requiredType) {
      return event.getData(requiredType);
    }

    @Override
    public <T> IntermediateEventRepresentation upcast(
        SerializedType outputType,
        Class<T> expectedRepresentationType,
        Function<T, T> upcastFunction,
        Function<MetaData, MetaData> metaDataUpcastFunction) {
      return event.upcast(
          outputType, expectedRepresentationType, upcastFunction, metaDataUpcastFunction);
    }

    @Override
    public SerializedType getType() {
      return event.getType();
    }

    @Override
    public Class<?> getContentType() {
      return event.getContentType();
    }

    @Override
    public String getMessageIdentifier() {
      return event.getMessageIdentifier();
    }

    @Override
    public Optional<String> getAggregateType() {
      return event.getAggregateType();
    }

    @Override
    public Optional<String> getAggregateIdentifier() {
      return event.getAggregateIdentifier();
    }

    @Override
    public Optional<Long> getSequenceNumber() {
      return event.getSequenceNumber();
    }

    @Override
    public Optional<TrackingToken> getTrackingToken() {
      return event.getTrackingToken();
    }

    @Override
    public Instant getTimestamp() {
      return event.getTimestamp();
    }

    @Override
    public LazyDeserializingObject<MetaData> getMetaData() {
      return metaData;
    }

    @Override
    public boolean canConvertDataTo(Class<?> requiredType) {
      return event.canConvertDataTo(requiredType);
    }
  }
}
