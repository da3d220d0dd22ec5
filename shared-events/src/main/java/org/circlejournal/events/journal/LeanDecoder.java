package org.circlejournal.events.journal;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes flat events of ids, times, numbers and codes, the frequent ones, from exactly the bytes
 * that the journal's serializer writes: the record's components in their order, without blanks or
 * escapes. Anything else it leaves to Jackson, which also says what is wrong with it. For a journal
 * of millions of events this is most of the time that decoding takes.
 */
final class LeanDecoder {

  /** What a component's value looks like. */
  private enum Kind {
    TEXT,
    ID,
    TIME,
    NUMBER,
    FLAG,
    CODE
  }

  /**
   * @param key with quotes and colon
   * @param nullable left out when it is null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Field(
      byte[] key,
      Kind kind,
      boolean nullable,
      @Nullable MethodHandle id,
      Map<String, Object> codes) {}

  /** Not in the form that is written; it never leaves this class. */
  private static final class NotLean extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotLean() {
      super(null, null, false, false);
    }
  }

  /** One event on its way through its bytes. */
  private static final class Reader {
    private final byte[] bytes;
    private final int end;
    private int at;

    Reader(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.at = from;
      this.end = end;
    }

    void expect(char c) {
      if (at >= end || bytes[at++] != c) {
        throw new NotLean();
      }
    }

    boolean comma() {
      return at < end && bytes[at++] == ',';
    }

    boolean skip(byte[] key) {
      if (at + key.length <= end && Arrays.equals(bytes, at, at + key.length, key, 0, key.length)) {
        at += key.length;
        return true;
      }
      return false;
    }

    String text() {
      expect('"');
      int from = at;
      while (at < end && bytes[at] != '"') {
        if (bytes[at] < ' ' || bytes[at] == '\\') { // control, escape, or not ASCII
          throw new NotLean();
        }
        at++;
      }
      String text = new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
      expect('"');
      return text;
    }

    int number() {
      int from = at;
      int value = 0;
      while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - from < 9) {
        value = value * 10 + (bytes[at++] - '0');
      }
      boolean leadingZero = at - from > 1 && bytes[from] == '0';
      if (at == from || leadingZero) {
        throw new NotLean();
      }
      return value;
    }

    boolean flag() {
      if (skip(TRUE)) {
        return true;
      } else if (skip(FALSE)) {
        return false;
      }
      throw new NotLean();
    }
  }

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private final Field[] fields;
  private final MethodHandle constructor;

  private LeanDecoder(Field[] fields, MethodHandle constructor) {
    this.fields = fields;
    this.constructor = constructor;
  }

  /** Null if a component of the record is more than this can read. */
  static @Nullable LeanDecoder of(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Field[] fields = new Field[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        Field field = field(components[i]);
        if (field == null) {
          return null;
        }
        fields[i] = field;
      }
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return new LeanDecoder(fields, maker(type, types).asSpreader(Object[].class, types.length));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle maker(Class<?> type, Class<?>... parameters)
      throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor(parameters);
    constructor.setAccessible(true);
    MethodHandle handle = MethodHandles.lookup().unreflectConstructor(constructor);
    return handle.asType(MethodType.genericMethodType(parameters.length));
  }

  private static @Nullable Field field(RecordComponent component)
      throws ReflectiveOperationException {
    byte[] key = ('"' + component.getName() + "\":").getBytes(StandardCharsets.US_ASCII);
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    Class<?> type = component.getType();
    Map<String, Object> codes = new HashMap<>();
    @Nullable MethodHandle id = null;
    Kind kind;
    if (type == String.class) {
      kind = Kind.TEXT;
    } else if (type == Instant.class) {
      kind = Kind.TIME;
    } else if (type == int.class || type == Integer.class) {
      kind = Kind.NUMBER;
    } else if (type == boolean.class || type == Boolean.class) {
      kind = Kind.FLAG;
    } else if (type.isEnum()) {
      kind = Kind.CODE;
      for (Object constant : type.getEnumConstants()) {
        codes.put(Json.kebab((Enum<?>) constant), constant);
      }
    } else if (isId(type)) {
      kind = Kind.ID;
      id = maker(type, String.class);
    } else {
      return null;
    }
    return new Field(key, kind, nullable, id, codes);
  }

  /** {@code record CircleId(@JsonValue String value)} and its like. */
  private static boolean isId(Class<?> type) {
    return type.isRecord()
        && type.getRecordComponents().length == 1
        && type.getRecordComponents()[0].getType() == String.class
        && type.getRecordComponents()[0].getAccessor().isAnnotationPresent(JsonValue.class);
  }

  /** The event, or null if the bytes are not exactly as they are written. */
  @Nullable Object decode(byte[] bytes, int from, int length) {
    try {
      Reader in = new Reader(bytes, from, from + length);
      @Nullable Object[] values = new @Nullable Object[fields.length];
      in.expect('{');
      boolean first = true;
      for (int i = 0; i < fields.length; i++) {
        int before = in.at;
        if ((first || in.comma()) && in.skip(fields[i].key())) {
          values[i] = value(fields[i], in);
          first = false;
        } else if (fields[i].nullable()) {
          in.at = before;
        } else {
          return null;
        }
      }
      in.expect('}');
      return in.at == in.end ? (Object) constructor.invokeExact(values) : null;
    } catch (NotLean | DateTimeException e) {
      return null; // Jackson reads it, or says why it cannot
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(Field field, Reader in) throws Throwable {
    switch (field.kind()) {
      case TEXT:
        return in.text();
      case TIME:
        return InstantText.parse(in.text());
      case NUMBER:
        return in.number();
      case FLAG:
        return in.flag();
      case CODE:
        Object constant = field.codes().get(in.text());
        if (constant == null) {
          throw new NotLean();
        }
        return constant;
      case ID:
      default:
        return java.util.Objects.requireNonNull(field.id()).invokeExact((Object) in.text());
    }
  }
}
