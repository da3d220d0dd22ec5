package org.circlejournal.events.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Function;

/**
 * JSON as the journal and both doors write it: camelCase, enumerations in kebab-case, ISO-8601
 * times, unknown fields refused, nulls left out of events.
 */
public final class Json {

  private static final ObjectMapper MAPPER = newMapper();

  private Json() {}

  /** The shared mapper; configure nothing on it. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  private static ObjectMapper newMapper() {
    SimpleModule times = new SimpleModule("circle-journal");
    times.addSerializer(Instant.class, new Text<>(Instant.class));
    times.addDeserializer(Instant.class, new Parsed<>(Instant.class, InstantText::parse));
    times.addSerializer(LocalDateTime.class, new Text<>(LocalDateTime.class));
    times.addDeserializer(
        LocalDateTime.class, new Parsed<>(LocalDateTime.class, LocalDateTime::parse));
    times.addSerializer(LocalDate.class, new Text<>(LocalDate.class));
    times.addDeserializer(LocalDate.class, new Parsed<>(LocalDate.class, LocalDate::parse));
    times.addSerializer(ZoneId.class, new Text<>(ZoneId.class));
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

  private static final class Text<T> extends StdSerializer<T> {
    private static final long serialVersionUID = 1L;

    Text(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.toString());
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
