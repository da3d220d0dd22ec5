package org.circlejournal.events.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.tokenstore.ConfigToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.json.JacksonSerializer;
import org.axonframework.serialization.json.MetaDataDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Axon's serializer with a closed list of names: what is not on the list is neither written nor
 * read, and never skipped. JSON is that of {@link Json}, without default typing.
 */
public final class JournalSerializer extends JacksonSerializer {

  private static final JournalSerializer EVENTS = events(Map.of());
  private static final JournalSerializer TOKENS =
      new JournalSerializer(
          Map.of("global-sequence", GlobalSequenceTrackingToken.class, "config", ConfigToken.class),
          Map.of()); // without revisions: Axon's token table has no column for them

  private final ObjectMapper mapper;
  private final Map<String, Class<?>> types;
  private final Map<Class<?>, SerializedType> names = new HashMap<>();

  private JournalSerializer(Map<String, ? extends Class<?>> types, Map<String, String> revisions) {
    // Axon registers modules of its own on the mapper it is given; that one is thrown away.
    super(JacksonSerializer.builder().objectMapper(Json.mapper().copy()));
    this.mapper =
        Json.events()
            .copy()
            .registerModule(
                new SimpleModule("metadata")
                    .addDeserializer(MetaData.class, new MetaDataDeserializer()));
    this.types = new HashMap<>(types);
    types.forEach(
        (name, type) -> names.put(type, new SimpleSerializedType(name, revisions.get(name))));
    // Axon asks for metadata by this name, whatever the serializer says.
    this.types.put(MetaData.class.getName(), MetaData.class);
    names.put(MetaData.class, new SimpleSerializedType(MetaData.class.getName(), null));
  }

  /** For the journal: the names of {@link EventNames}, and metadata. */
  public static JournalSerializer events() {
    return EVENTS;
  }

  /** As {@link #events()}, with revisions other than {@code EventNames} says; for tests. */
  static JournalSerializer events(Map<String, String> revisions) {
    Map<String, Class<?>> types = new LinkedHashMap<>();
    Map<String, String> current = new HashMap<>();
    for (Class<?> type : EventNames.types()) {
      String name = EventNames.nameOf(type);
      types.put(name, type);
      current.put(name, EventNames.revisionOf(type));
    }
    current.putAll(revisions);
    return new JournalSerializer(types, current);
  }

  /** For a token store: positions of a journal, and Axon's identifier of the store. */
  public static JournalSerializer tokens() {
    return TOKENS;
  }

  /**
   * For a bus between nodes: commands and answers by stable names.
   *
   * @param types every type that may travel, by name
   */
  public static JournalSerializer messages(Map<String, ? extends Class<?>> types) {
    Map<String, String> revisions = new HashMap<>();
    types.keySet().forEach(name -> revisions.put(name, "1"));
    return new JournalSerializer(types, revisions);
  }

  @Override
  protected ObjectWriter getWriter() {
    return mapper.writer();
  }

  @Override
  protected ObjectReader getReader(Class<?> type) {
    return mapper.readerFor(type);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public SerializedType typeForClass(@Nullable Class type) {
    if (type == null || type == Void.class || type == void.class) {
      return SerializedType.emptyType();
    }
    SerializedType name = names.get(type);
    if (name == null) {
      throw new SerializationException("not in the list of names: " + type.getName());
    }
    return name;
  }

  /**
   * @throws UnknownEvent if the list has no such name or revision
   */
  @Override
  @SuppressWarnings("rawtypes")
  public Class classForType(SerializedType type) {
    if (SerializedType.emptyType().equals(type)) {
      return Void.class;
    }
    Class<?> known = types.get(type.getName());
    if (known == null) {
      throw UnknownEvent.named(type.getName());
    }
    String current = Objects.requireNonNull(names.get(known)).getRevision();
    if (current != null && !current.equals(type.getRevision())) {
      throw UnknownEvent.revision(type.getName(), String.valueOf(type.getRevision()));
    }
    return known;
  }

  /**
   * @throws TornEvent if the bytes are not what the name says
   */
  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // Axon says it so
  public <S, T> @Nullable T deserialize(SerializedObject<S> object) {
    if (SerializedType.emptyType().equals(object.getType())) {
      return null;
    }
    try {
      T value = super.deserialize(object);
      if (value == null) {
        throw torn(object, "null");
      }
      return value;
    } catch (SerializationException e) {
      throw torn(object, how(e.getCause()));
    }
  }

  /** The same, where the event knows its place. */
  private static TornEvent torn(SerializedObject<?> object, String how) {
    TornEvent torn = TornEvent.of(object.getType().getName(), how);
    return object instanceof PlacedEvents.PlacedData<?> placed ? torn.at(placed.place()) : torn;
  }

  /** Jackson's messages quote the content; only their kind and place may leave. */
  static String how(@Nullable Throwable cause) {
    if (cause instanceof JsonProcessingException e) {
      long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
      return e.getClass().getSimpleName() + " at byte " + offset;
    }
    return cause == null ? "unreadable" : cause.getClass().getSimpleName();
  }
}
