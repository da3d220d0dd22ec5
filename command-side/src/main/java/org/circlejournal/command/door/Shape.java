package org.circlejournal.command.door;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a body may hold, read off a command's record: from it come the strict check of the body and
 * the JSON schema in the catalogue, so that the two cannot differ.
 */
abstract sealed class Shape {

  /** What was found wrong, as paths; nothing of the values. */
  static final class Findings {
    final List<String> unknown = new ArrayList<>(0);
    final List<String> missing = new ArrayList<>(0);
    final List<String> invalid = new ArrayList<>(0);
  }

  abstract void check(JsonNode node, String path, Findings findings);

  /** JSON Schema 2020-12. */
  abstract ObjectNode schema();

  /** The node with every member id replaced; for imports, where members have aliases. */
  JsonNode withMembers(JsonNode node, UnaryOperator<String> replace) {
    return node;
  }

  /** The shape of a record's body. */
  static Body ofRecord(Class<?> type) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      AnnotatedType annotated = component.getAnnotatedType();
      fields.put(component.getName(), new Field(of(annotated), !nullable(annotated)));
    }
    return new Body(fields);
  }

  private static Shape of(AnnotatedType annotated) {
    Type type = annotated.getType();
    if (type instanceof ParameterizedType generic) {
      AnnotatedType[] arguments =
          ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new Row(of(arguments[0]));
      }
      if (generic.getRawType() == Map.class) {
        return new Table(arguments[0].getType(), of(arguments[1]), nullable(arguments[1]));
      }
    } else if (type instanceof Class<?> plain) {
      return ofClass(plain);
    }
    throw new IllegalStateException("no shape for " + type);
  }

  private static Shape ofClass(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return new Whole(false);
    } else if (type == long.class || type == Long.class) {
      return new Whole(true);
    } else if (type == boolean.class || type == Boolean.class) {
      return new Flag();
    } else if (type == Instant.class) {
      return new Time("date-time");
    } else if (type == LocalDateTime.class) {
      return new Time("local-date-time");
    } else if (type == LocalDate.class) {
      return new Time("date");
    } else if (type == MemberId.class) {
      return new Member();
    } else if (type.isEnum()) {
      return new Choice(constants(type));
    } else if (type.isRecord() && isText(type)) {
      return new Text(type.getSimpleName());
    } else if (type.isRecord()) {
      Shape shortForm = shortForm(type);
      Body body = ofRecord(type);
      return shortForm == null ? body : new Either(shortForm, body);
    }
    return new Text(type == String.class ? "" : type.getSimpleName());
  }

  private static boolean nullable(AnnotatedElement element) {
    return element.isAnnotationPresent(Nullable.class);
  }

  private static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> Json.kebab((Enum<?>) c)).toList();
  }

  /** An id: a record that is its only component. */
  private static boolean isText(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    return components.length == 1
        && components[0].getType() == String.class
        && components[0].getAccessor().isAnnotationPresent(JsonValue.class);
  }

  /** A member's id alone, where a record says so by a delegating creator. */
  private static @Nullable Shape shortForm(Class<?> type) {
    boolean has =
        Arrays.stream(type.getDeclaredMethods())
            .map(m -> m.getAnnotation(JsonCreator.class))
            .anyMatch(c -> c != null && c.mode() == JsonCreator.Mode.DELEGATING);
    return has ? new Member() : null;
  }

  private static ObjectNode typed(String type) {
    return Json.mapper().createObjectNode().put("type", type);
  }

  /**
   * @param required whether the component is not {@code @Nullable}
   */
  record Field(Shape shape, boolean required) {}

  /** An object with known fields. */
  static final class Body extends Shape {
    private final Map<String, Field> fields;

    Body(Map<String, Field> fields) {
      this.fields = fields;
    }

    Map<String, Field> fields() {
      return fields;
    }

    @Override
    void check(JsonNode node, String path, Findings findings) {
      if (!node.isObject()) {
        findings.invalid.add(path);
        return;
      }
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        Field field = fields.get(entry.getKey());
        if (field == null) {
          findings.unknown.add(join(path, entry.getKey()));
        } else if (!entry.getValue().isNull()) {
          field.shape.check(entry.getValue(), join(path, entry.getKey()), findings);
        }
      }
      for (Map.Entry<String, Field> field : fields.entrySet()) {
        if (field.getValue().required && !node.hasNonNull(field.getKey())) {
          findings.missing.add(join(path, field.getKey()));
        }
      }
    }

    private static String join(String path, String name) {
      return path.isEmpty() ? name : path + "." + name;
    }

    @Override
    JsonNode withMembers(JsonNode node, UnaryOperator<String> replace) {
      if (node instanceof ObjectNode object) {
        for (Map.Entry<String, Field> field : fields.entrySet()) {
          JsonNode value = object.get(field.getKey());
          if (value != null) {
            object.set(field.getKey(), field.getValue().shape.withMembers(value, replace));
          }
        }
      }
      return node;
    }

    @Override
    ObjectNode schema() {
      ObjectNode schema = typed("object");
      ObjectNode properties = schema.putObject("properties");
      ArrayNode required = Json.mapper().createArrayNode();
      fields.forEach(
          (name, field) -> {
            ObjectNode property = field.shape.schema();
            if (field.required) {
              required.add(name);
            } else if (property.has("type")) {
              property.set(
                  "type", Json.mapper().createArrayNode().add(property.get("type")).add("null"));
            }
            properties.set(name, property);
          });
      if (!required.isEmpty()) {
        schema.set("required", required);
      }
      return schema.put("additionalProperties", false);
    }
  }

  private static final class Text extends Shape {
    private final String name;

    Text(String name) {
      this.name = name;
    }

    @Override
    void check(JsonNode node, String path, Findings findings) {
      if (!node.isTextual()) {
        findings.invalid.add(path);
      }
    }

    @Override
    ObjectNode schema() {
      ObjectNode schema = typed("string");
      return name.isEmpty() ? schema : schema.put("title", name);
    }
  }

  private static final class Member extends Shape {
    @Override
    void check(JsonNode node, String path, Findings findings) {
      if (!node.isTextual()) {
        findings.invalid.add(path);
      }
    }

    @Override
    JsonNode withMembers(JsonNode node, UnaryOperator<String> replace) {
      return node.isTextual()
          ? Json.mapper().getNodeFactory().textNode(replace.apply(node.textValue()))
          : node;
    }

    @Override
    ObjectNode schema() {
      return typed("string").put("title", "MemberId");
    }
  }

  /** Times have a year of four digits: beyond it no arithmetic of a circle's year is meant. */
  private static final class Time extends Shape {
    private final String format;

    Time(String format) {
      this.format = format;
    }

    @Override
    void check(JsonNode node, String path, Findings findings) {
      String text = node.textValue();
      if (text == null
          || text.length() < 10
          || text.charAt(4) != '-'
          || (text.charAt(0) != '1' && text.charAt(0) != '2')) {
        findings.invalid.add(path);
      }
    }

    @Override
    ObjectNode schema() {
      return typed("string").put("format", format);
    }
  }

  private static final class Whole extends Shape {
    private final boolean wide;

    Whole(boolean wide) {
      this.wide = wide;
    }

    @Override
    void check(JsonNode node, String path, Findings findings) {
      boolean fits = wide ? node.canConvertToLong() : node.canConvertToInt();
      if (!node.isIntegralNumber() || !fits) {
        findings.invalid.add(path);
      }
    }

    @Override
    ObjectNode schema() {
      return typed("integer").put("format", wide ? "int64" : "int32");
    }
  }

  private static final class Flag extends Shape {
    @Override
    void check(JsonNode node, String path, Findings findings) {
      if (!node.isBoolean()) {
        findings.invalid.add(path);
      }
    }

    @Override
    ObjectNode schema() {
      return typed("boolean");
    }
  }

  private static final class Choice extends Shape {
    private final List<String> constants;

    Choice(List<String> constants) {
      this.constants = constants;
    }

    @Override
    void check(JsonNode node, String path, Findings findings) {
      if (!node.isTextual() || !constants.contains(node.textValue())) {
        findings.invalid.add(path);
      }
    }

    @Override
    ObjectNode schema() {
      ObjectNode schema = Json.mapper().createObjectNode();
      constants.forEach(schema.putArray("enum")::add);
      return schema;
    }
  }

  private static final class Row extends Shape {
    private final Shape items;

    Row(Shape items) {
      this.items = items;
    }

    @Override
    void check(JsonNode node, String path, Findings findings) {
      if (!node.isArray()) {
        findings.invalid.add(path);
        return;
      }
      for (int i = 0; i < node.size(); i++) {
        String place = path + "[" + i + "]";
        if (node.get(i).isNull()) {
          findings.invalid.add(place);
        } else {
          items.check(node.get(i), place, findings);
        }
      }
    }

    @Override
    JsonNode withMembers(JsonNode node, UnaryOperator<String> replace) {
      if (node instanceof ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, items.withMembers(array.get(i), replace));
        }
      }
      return node;
    }

    @Override
    ObjectNode schema() {
      ObjectNode schema = typed("array");
      schema.set("items", items.schema());
      return schema;
    }
  }

  private static final class Table extends Shape {
    private final @Nullable List<String> keys;
    private final Shape values;
    private final boolean mayBeNull;

    Table(Type key, Shape values, boolean mayBeNull) {
      this.keys = key instanceof Class<?> c && c.isEnum() ? constants(c) : null;
      this.values = values;
      this.mayBeNull = mayBeNull;
    }

    @Override
    void check(JsonNode node, String path, Findings findings) {
      if (!node.isObject()) {
        findings.invalid.add(path);
        return;
      }
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        String place = path + "." + entry.getKey();
        if (keys != null && !keys.contains(entry.getKey())) {
          findings.unknown.add(place);
        } else if (!entry.getValue().isNull()) {
          values.check(entry.getValue(), place, findings);
        } else if (!mayBeNull) {
          findings.invalid.add(place);
        }
      }
    }

    @Override
    ObjectNode schema() {
      ObjectNode schema = typed("object");
      if (keys != null) {
        keys.forEach(schema.putObject("propertyNames").putArray("enum")::add);
      }
      ObjectNode value = values.schema();
      if (mayBeNull) {
        value.set("type", Json.mapper().createArrayNode().add(value.get("type")).add("null"));
      }
      schema.set("additionalProperties", value);
      return schema;
    }
  }

  /** A value in its short form or in full. */
  private static final class Either extends Shape {
    private final Shape shortForm;
    private final Shape full;

    Either(Shape shortForm, Shape full) {
      this.shortForm = shortForm;
      this.full = full;
    }

    private Shape meant(JsonNode node) {
      return node.isTextual() ? shortForm : full;
    }

    @Override
    void check(JsonNode node, String path, Findings findings) {
      meant(node).check(node, path, findings);
    }

    @Override
    JsonNode withMembers(JsonNode node, UnaryOperator<String> replace) {
      return meant(node).withMembers(node, replace);
    }

    @Override
    ObjectNode schema() {
      ObjectNode schema = Json.mapper().createObjectNode();
      schema.putArray("oneOf").add(shortForm.schema()).add(full.schema());
      return schema;
    }
  }
}
