package org.circlejournal.events.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * JSON as the journal and both doors write it: camelCase, enumerations in kebab-case, ISO-8601
 * times, unknown fields refused, nulls left out of events.
 */
public final class Json {

  private static final ObjectMapper MAPPER = newMapper();
  private static final ObjectMapper EVENTS = newEventMapper();

  private Json() {}

  /** The shared mapper; configure nothing on it. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * The mapper for stored events: as {@link #mapper()}, and a record's component must be there
   * unless it is {@code @Nullable}; a torn event must not pass as one with holes. Configure nothing
   * on it.
   */
  public static ObjectMapper events() {
    return EVENTS;
  }

  private static ObjectMapper newEventMapper() {
    ObjectMapper mapper = MAPPER.copy();
    return mapper.setAnnotationIntrospector(
        AnnotationIntrospector.pair(
            new RequiredComponents(),
            mapper.getDeserializationConfig().getAnnotationIntrospector()));
  }

  private static ObjectMapper newMapper() {
    SimpleModule times = new SimpleModule("circle-journal");
    times.addSerializer(Instant.class, new Text<>(Instant.class, InstantText::of));
    times.addDeserializer(Instant.class, new Parsed<>(Instant.class, InstantText::parse));
    times.addSerializer(
        LocalDateTime.class, new Text<>(LocalDateTime.class, LocalDateTime::toString));
    times.addDeserializer(
        LocalDateTime.class, new Parsed<>(LocalDateTime.class, LocalDateTime::parse));
    times.addSerializer(LocalDate.class, new Text<>(LocalDate.class, LocalDate::toString));
    times.addDeserializer(LocalDate.class, new Parsed<>(LocalDate.class, LocalDate::parse));
    times.addSerializer(ZoneId.class, new Text<>(ZoneId.class, ZoneId::toString));
    times.addDeserializer(ZoneId.class, new Parsed<>(ZoneId.class, ZoneId::of));
    return JsonMapper.builder()
        .addModule(times)
        .annotationIntrospector(new KebabEnums())
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(EnumFeature.READ_ENUM_KEYS_USING_INDEX)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        // The same digits on every JDK: Double.toString was another before 19.
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
        .build();
  }

  /** An enumeration's constant as JSON writes it: {@code SERVICE_PRESSURE → service-pressure}. */
  public static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static final class KebabEnums extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public String[] findEnumValues(
        MapperConfig<?> config,
        AnnotatedClass annotatedClass,
        Enum<?>[] constants,
        String[] names) {
      for (int i = 0; i < constants.length; i++) {
        names[i] = kebab(constants[i]);
      }
      return names;
    }
  }

  private static final class RequiredComponents extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
      return required(member) ? Boolean.TRUE : null;
    }

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
      return annotated instanceof AnnotatedMember member && required(member)
          ? JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL)
          : JsonSetter.Value.empty();
    }

    private static boolean required(AnnotatedMember member) {
      RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
      if (components == null) {
        return false;
      }
      for (int i = 0; i < components.length; i++) {
        boolean same =
            member instanceof AnnotatedParameter parameter
                ? parameter.getIndex() == i
                : components[i].getName().equals(member.getName());
        if (same) {
          return !components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
        }
      }
      return false;
    }
  }

  private static final class Text<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<T, String> text;

    Text(Class<T> type, Function<T, String> text) {
      super(type);
      this.text = text;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(text.apply(value));
    }

    @Override
    public void serializeWithType(
        T value, JsonGenerator out, SerializerProvider provider, TypeSerializer typeSerializer)
        throws IOException {
      serialize(value, out, provider);
    }
  }

  private static final class Parsed<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Function<String, T> parse;

    Parsed(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getText();
      try {
        return parse.apply(text);
      } catch (DateTimeException e) {
        throw context.weirdStringException(text, handledType(), "no valid time");
      }
    }
  }
}
