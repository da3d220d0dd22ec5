package org.circlejournal.query.research.asking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/**
 * A question in SQL, with a head that says what it asks; its form is told in the package's comment.
 *
 * @param name of its file
 * @param row what a row of the answer is
 * @param not what may not be concluded
 * @param step statistics after the SQL; null if there are none
 * @param figure how to draw it; JSON null if it has none
 * @param sql with {@code ?} where a parameter stands
 * @param bound names of parameters, in the order of {@code ?}
 * @param sha256 of the file
 */
public record Analysis(
    String name,
    String title,
    String question,
    String row,
    List<String> not,
    Source source,
    List<Parameter> parameters,
    @Nullable String step,
    JsonNode figure,
    String sql,
    List<String> bound,
    String sha256) {

  /** What it reads. */
  public enum Source {
    PARTICIPATION,
    ANSWERS,
    LINKED,
    RELEASED
  }

  private static final Pattern FIELD = Pattern.compile("-- ([a-z]+): (.+)");
  private static final Pattern MORE = Pattern.compile("-- {3,}(.+)");
  private static final Pattern PARAMETER = Pattern.compile("\\$([a-z][a-z_]*)");
  private static final Set<String> ONCE =
      Set.of("title", "question", "row", "source", "step", "figure");
  private static final Set<String> MANY = Set.of("not", "parameter");

  /** Whether its answer may leave. */
  public boolean mayLeave() {
    return source == Source.RELEASED;
  }

  /** A file that is no analysis; says file, line and reason. */
  public static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String name, int line, String why) {
      super("%s.sql:%d: %s".formatted(name, line, why));
    }
  }

  /** A value of the head, and where it begins. */
  private record Entry(int line, String text) {}

  /**
   * @throws Malformed that says where and why
   */
  static Analysis parse(String name, String text) {
    Map<String, List<Entry>> head = new LinkedHashMap<>();
    List<String> lines = text.lines().toList();
    int end = head(name, lines, head);
    List<Parameter> parameters = parameters(name, head);
    List<String> bound = new ArrayList<>();
    Set<String> known = new HashSet<>();
    parameters.forEach(parameter -> known.add(parameter.name()));
    StringBuilder sql = new StringBuilder();
    for (int i = end; i < lines.size(); i++) {
      Matcher used = PARAMETER.matcher(lines.get(i));
      while (used.find()) {
        if (!known.contains(used.group(1))) {
          throw new Malformed(name, i + 1, "no parameter $" + used.group(1) + " among " + known);
        }
        bound.add(used.group(1));
      }
      sql.append(used.replaceAll("?")).append('\n');
    }
    return new Analysis(
        name,
        one(name, head, "title", end).text(),
        one(name, head, "question", end).text(),
        one(name, head, "row", end).text(),
        head.getOrDefault("not", List.of()).stream().map(Entry::text).toList(),
        source(name, one(name, head, "source", end)),
        parameters,
        head.containsKey("step") ? one(name, head, "step", end).text() : null,
        figure(name, head.getOrDefault("figure", List.of())),
        sql.toString(),
        bound,
        Digests.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the number of its lines. */
  private static int head(String name, List<String> lines, Map<String, List<Entry>> head) {
    @Nullable List<Entry> last = null;
    int i = 0;
    for (; i < lines.size() && lines.get(i).startsWith("--"); i++) {
      Matcher more = MORE.matcher(lines.get(i));
      Matcher field = FIELD.matcher(lines.get(i));
      if (more.matches() && last != null) {
        Entry before = last.remove(last.size() - 1);
        last.add(new Entry(before.line(), before.text() + " " + more.group(1).strip()));
      } else if (field.matches()
          && (ONCE.contains(field.group(1)) || MANY.contains(field.group(1)))) {
        last = head.computeIfAbsent(field.group(1), key -> new ArrayList<>());
        if (ONCE.contains(field.group(1)) && !last.isEmpty()) {
          throw new Malformed(name, i + 1, "a second " + field.group(1));
        }
        last.add(new Entry(i + 1, field.group(2).strip()));
      } else {
        throw new Malformed(name, i + 1, "expected: -- KEY: VALUE, of " + ONCE + " and " + MANY);
      }
    }
    if (i == lines.size()) {
      throw new Malformed(name, i, "no SQL after the head");
    }
    return i;
  }

  private static Entry one(String name, Map<String, List<Entry>> head, String key, int end) {
    List<Entry> all = head.getOrDefault(key, List.of());
    if (all.isEmpty()) {
      throw new Malformed(name, Math.max(end, 1), "the head has no " + key);
    }
    return all.get(0);
  }

  private static Source source(String name, Entry entry) {
    for (Source source : Source.values()) {
      if (Json.kebab(source).equals(entry.text())) {
        return source;
      }
    }
    throw new Malformed(name, entry.line(), "expected: participation, answers, linked or released");
  }

  private static List<Parameter> parameters(String name, Map<String, List<Entry>> head) {
    List<Parameter> parameters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Entry entry : head.getOrDefault("parameter", List.of())) {
      try {
        Parameter parameter = Parameter.parse(entry.text());
        if (!names.add(parameter.name())) {
          throw new IllegalArgumentException("a second parameter " + parameter.name());
        }
        parameters.add(parameter);
      } catch (IllegalArgumentException e) {
        throw new Malformed(name, entry.line(), String.valueOf(e.getMessage()));
      }
    }
    return parameters;
  }

  private static JsonNode figure(String name, List<Entry> entries) {
    if (entries.isEmpty()) {
      return NullNode.getInstance();
    }
    try {
      return Json.mapper().readTree(entries.get(0).text());
    } catch (JsonProcessingException e) {
      throw new Malformed(name, entries.get(0).line(), "no JSON: " + e.getOriginalMessage());
    }
  }

  /**
   * Values of all its parameters, by name: those that were given, and defaults.
   *
   * @param given null for none
   * @throws NotAnswered if one is not known, or cannot have its value
   */
  Map<String, Object> values(@Nullable JsonNode given) {
    Set<String> unknown = new HashSet<>();
    if (given != null) {
      given.fieldNames().forEachRemaining(unknown::add);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      unknown.remove(parameter.name());
      values.put(
          parameter.name(), parameter.value(given == null ? null : given.get(parameter.name())));
    }
    if (!unknown.isEmpty()) {
      throw new NotAnswered(
          NotAnswered.Reason.INVALID, "parameters", "there is no parameter " + unknown);
    }
    return values;
  }

  /** Values as a request would give them, of what a receipt says. */
  JsonNode again(Map<String, String> texts) {
    ObjectNode given = Json.mapper().createObjectNode();
    for (Parameter parameter : parameters) {
      String text = texts.get(parameter.name());
      if (text != null) {
        switch (parameter.type()) {
          case INTEGER -> given.put(parameter.name(), Long.parseLong(text));
          case NUMBER -> given.put(parameter.name(), Double.parseDouble(text));
          default -> given.put(parameter.name(), text);
        }
      }
    }
    return given;
  }
}
