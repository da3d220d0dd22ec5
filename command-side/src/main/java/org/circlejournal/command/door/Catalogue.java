package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.circlejournal.command.Command;
import org.circlejournal.command.CommandNames;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refuses;
import org.circlejournal.command.circle.CircleCommand.FoundCircle;
import org.circlejournal.command.circle.CircleCommand.JoinCircle;
import org.circlejournal.command.circle.CircleCommand.ReplanSessions;
import org.circlejournal.command.survey.SurveyCommand.RecordSurvey;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** Every command as the door knows it: the fixed map, and what {@code GET /commands} answers. */
final class Catalogue {

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  Catalogue() {
    for (Class<? extends Command> type : CommandNames.types()) {
      Entry entry = entry(type);
      entries.put(entry.name(), entry);
    }
  }

  /** The command of this name; null if there is none. */
  @Nullable Entry find(String name) {
    return entries.get(name);
  }

  Entry of(Class<? extends Command> type) {
    return Objects.requireNonNull(entries.get(CommandNames.nameOf(type)));
  }

  Collection<Entry> all() {
    return entries.values();
  }

  private static Entry entry(Class<? extends Command> type) {
    String name = CommandNames.nameOf(type);
    Shape.Body shape = Shape.ofRecord(type);
    Role role = roleFor(type);
    boolean keyed = type != RecordSurvey.class;
    return new Entry(
        name,
        type == FoundCircle.class ? "/circles" : "/circles/{circleId}/" + name,
        EventNames.room(type),
        role,
        keyed,
        shape,
        rules(type),
        List.copyOf(refusals(type, shape, role, keyed)),
        Json.mapper().readerFor(type));
  }

  /** Who may send it; with a member it is the own circle's. */
  private static Role roleFor(Class<?> type) {
    if (type == FoundCircle.class) {
      return Role.ANYONE;
    } else if (type == JoinCircle.class) {
      return Role.INVITATION;
    } else if (type == ReplanSessions.class) {
      return Role.STEWARD;
    }
    return Role.MEMBER;
  }

  private static Set<Refusal> refusals(Class<?> type, Shape.Body shape, Role role, boolean keyed) {
    Set<Refusal> refusals =
        EnumSet.of(
            Refusal.MALFORMED_JSON,
            Refusal.UNKNOWN_FIELD,
            Refusal.INVALID_VALUE,
            Refusal.TOKEN_INVALID,
            Refusal.AT_IN_FUTURE,
            Refusal.BODY_TOO_LARGE,
            Refusal.MEDIA_TYPE_UNSUPPORTED);
    if (shape.fields().values().stream().anyMatch(Shape.Field::required)) {
      refusals.add(Refusal.MISSING_FIELD);
    }
    if (role != Role.ANYONE) {
      refusals.addAll(
          Set.of(
              Refusal.TOKEN_MISSING,
              Refusal.ROLE_NOT_ALLOWED,
              Refusal.CIRCLE_UNKNOWN,
              Refusal.CONCURRENT_WRITE));
    }
    if (keyed) {
      refusals.add(Refusal.IDEMPOTENCY_KEY_REUSED);
    }
    refusals.addAll(rules(type));
    return refusals;
  }

  private static List<Refusal> rules(Class<?> type) {
    Refuses rules = type.getAnnotation(Refuses.class);
    return rules == null ? List.of() : List.of(rules.value());
  }

  /** The answer of {@code GET /commands}. */
  ArrayNode json() {
    ArrayNode commands = Json.mapper().createArrayNode();
    for (Entry entry : entries.values()) {
      ObjectNode command = commands.addObject();
      command.put("name", entry.name);
      command.put("path", entry.path);
      command.put("room", entry.room);
      command.set("schema", entry.schema());
      command.putArray("roles").add(Json.kebab(entry.role));
      ArrayNode refusals = command.putArray("refusals");
      entry.refusals.forEach(r -> refusals.add(r.code()));
    }
    return commands;
  }

  /**
   * @param role who may send it
   * @param keyed whether an Idempotency-Key is heeded; a ballot is idempotent by itself, and must
   *     leave no other record
   * @param rules what the room refuses
   * @param refusals the same and what the door refuses
   */
  record Entry(
      String name,
      String path,
      String room,
      Role role,
      boolean keyed,
      Shape.Body shape,
      List<Refusal> rules,
      List<Refusal> refusals,
      ObjectReader reader) {

    /** The body's JSON schema, with the time that may stand in any body. */
    ObjectNode schema() {
      ObjectNode schema = shape.schema();
      ((ObjectNode) schema.get("properties"))
          .putObject("at")
          .put("type", "string")
          .put("format", "date-time")
          .put("description", "when it happened in the room; default: now");
      return schema;
    }

    boolean may(Role asking) {
      return role == Role.ANYONE || role == asking;
    }

    boolean founds() {
      return role == Role.ANYONE;
    }

    /** Whether somebody new becomes a member by it. */
    boolean welcomes() {
      return role == Role.ANYONE || role == Role.INVITATION;
    }
  }
}
