package org.circlejournal.events.journal;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records of ids, times, numbers, codes, and lists and records of these, from exactly the
 * bytes that the journal's serializer writes: the record's components in their order, without
 * blanks or escapes. Anything else it leaves to Jackson, which also says what is wrong with it. For
 * a journal of millions of events this is most of the time that decoding takes.
 */
final class LeanDecoder {

  /** Reads what a component's value looks like. */
  @FunctionalInterface
  private interface Value {
    Object read(Reader in) throws Throwable;
  }

  /**
   * @param key with quotes and colon
   * @param nullable left out when it is null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Field(byte[] key, boolean nullable, Value value) {}

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
      int from = at + 1;
      toEndOfText();
      return new String(bytes, from, at - 1 - from, StandardCharsets.ISO_8859_1);
    }

    Object text(Repeated known) throws Throwable {
      int from = at + 1;
      int hash = toEndOfText();
      return known.value(bytes, from, at - 1 - from, hash);
    }

    /** Returns the hash of what stands between the quotes. */
    private int toEndOfText() {
      expect('"');
      int hash = 0;
      while (at < end && bytes[at] != '"') {
        if (bytes[at] < ' ' || bytes[at] == '\\') { // control, escape, or not ASCII
          throw new NotLean();
        }
        hash = 31 * hash + bytes[at++];
      }
      expect('"');
      return hash;
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

    /** JSON's grammar of a number (RFC 8259, section 6). */
    double decimal() {
      int from = at;
      at += at < end && bytes[at] == '-' ? 1 : 0;
      int whole = at;
      digits();
      if (at - whole > 1 && bytes[whole] == '0') {
        throw new NotLean();
      }
      if (at < end && bytes[at] == '.') {
        at++;
        digits();
      }
      if (at < end && bytes[at] == 'E') {
        at++;
        at += at < end && bytes[at] == '-' ? 1 : 0;
        digits();
      }
      return Double.parseDouble(new String(bytes, from, at - from, StandardCharsets.ISO_8859_1));
    }

    private void digits() {
      int from = at;
      while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
        at++;
      }
      if (at == from) {
        throw new NotLean();
      }
    }

    List<Object> list(Value element) throws Throwable {
      List<Object> list = new ArrayList<>();
      expect('[');
      if (at < end && bytes[at] == ']') {
        at++;
        return list;
      }
      do {
        list.add(element.read(this));
      } while (comma());
      at--;
      expect(']');
      return list;
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

  /**
   * Null if a component of the record is more than this can read.
   *
   * @param known values that were met before, by their type; for all decoders together
   */
  static @Nullable LeanDecoder of(Class<?> type, Map<Class<?>, Repeated> known) {
    RecordComponent[] components = type.getRecordComponents();
    Field[] fields = new Field[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        Value value = value(components[i].getGenericType(), known);
        if (value == null) {
          return null;
        }
        byte[] key = ('"' + components[i].getName() + "\":").getBytes(StandardCharsets.US_ASCII);
        boolean nullable = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
        fields[i] = new Field(key, nullable, value);
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

  private static @Nullable Value value(Type type, Map<Class<?>, Repeated> known)
      throws ReflectiveOperationException {
    if (type == String.class) {
      Repeated texts =
          known.computeIfAbsent(
              String.class,
              c -> new Repeated(Repeated.TEXTS, MethodHandles.identity(Object.class)));
      return in -> in.text(texts);
    } else if (type == Instant.class) {
      return in -> InstantText.parse(in.text());
    } else if (type == int.class || type == Integer.class) {
      return Reader::number;
    } else if (type == double.class || type == Double.class) {
      return Reader::decimal;
    } else if (type == boolean.class || type == Boolean.class) {
      return Reader::flag;
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Value element = value(list.getActualTypeArguments()[0], known);
      return element == null ? null : in -> in.list(element);
    } else if (type instanceof Class<?> of && of.isEnum()) {
      return code(of);
    } else if (type instanceof Class<?> of && of.isRecord()) {
      return isId(of) ? id(of, known) : within(of, known);
    }
    return null;
  }

  private static Value code(Class<?> type) {
    Map<String, Object> codes = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      codes.put(Json.kebab((Enum<?>) constant), constant);
    }
    return in -> {
      Object constant = codes.get(in.text());
      if (constant == null) {
        throw new NotLean();
      }
      return constant;
    };
  }

  private static Value id(Class<?> type, Map<Class<?>, Repeated> known)
      throws ReflectiveOperationException {
    Repeated ids = known.get(type);
    if (ids == null) {
      ids = new Repeated(Repeated.IDS, maker(type, String.class));
      known.put(type, ids);
    }
    Repeated same = ids;
    return in -> in.text(same);
  }

  private static @Nullable Value within(Class<?> type, Map<Class<?>, Repeated> known) {
    LeanDecoder decoder = of(type, known);
    return decoder == null ? null : decoder::read;
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
      Object event = read(in);
      return in.at == in.end ? event : null;
    } catch (NotLean | DateTimeException e) {
      return null; // Jackson reads it, or says why it cannot
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private Object read(Reader in) throws Throwable {
    @Nullable Object[] values = new @Nullable Object[fields.length];
    in.expect('{');
    boolean first = true;
    for (int i = 0; i < fields.length; i++) {
      int before = in.at;
      if ((first || in.comma()) && in.skip(fields[i].key())) {
        values[i] = fields[i].value().read(in);
        first = false;
      } else if (fields[i].nullable()) {
        in.at = before;
      } else {
        throw new NotLean();
      }
    }
    in.expect('}');
    return (Object) constructor.invokeExact(values);
  }
}
