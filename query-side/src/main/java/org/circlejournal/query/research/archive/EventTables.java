package org.circlejournal.query.research.archive;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.DataDisclosed;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.SurveyCodeLinked;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.Retractable;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.query.research.archive.Column.Kind;
import org.circlejournal.query.research.archive.EventTable.Reader;
import org.jspecify.annotations.Nullable;

/**
 * One table for each event type, with columns that follow from the event's record; dates become
 * days, ids pseudonyms, and what is sealed or names a place or a person stays out.
 */
final class EventTables {

  static final String SEQUENCE = "sequence";

  /**
   * No table has them. What left of a circle stands in the ledger under its own id, open to all:
   * its figures beside the pseudonym would name the circle. What is sealed has tables of its own,
   * and of who is erased nothing is told.
   */
  static final Set<Class<? extends JournalEvent>> LEFT_OUT =
      Set.of(
          ResultReleased.class,
          PulseReleased.class,
          LevelHeldBack.class,
          CirclesGlued.class,
          SurveyRecorded.class,
          ReflectionRecorded.class,
          SurveyCodeLinked.class,
          CircleErased.class,
          ErasureRequested.class,
          ErasureCompleted.class,
          DataDisclosed.class);

  /**
   * Texts that are codes of the software; every other text needs a word here, or nothing starts.
   */
  private static final Set<String> CODES =
      Set.of(
          "CircleFounded.frameVersion",
          "FrameAgreed.frameVersion",
          "ClosingProposed.what",
          "ClosingProposed.detail");

  /** A circle's name is chosen by people. */
  private static final Set<String> NEVER = Set.of("CircleFounded.name");

  /** Whose order within a circle decides who was a member when. */
  private static final Set<String> ORDERED =
      Set.of("MemberJoined", "MemberLeft", "MemberReturned", "SessionStarted", "SessionClosed");

  /** Lists and maps of numbers and codes; they stand in a column as JSON. */
  private static final Set<String> STRUCTURES =
      Set.of(
          "PulsesRecorded.pulses",
          "PulsesRecorded.ratings",
          "SurveyWaveOpened.instruments",
          "SurveyWaveOpened.declared");

  /**
   * A table and how its rows are read.
   *
   * @param lane of the consents in it; null for all other events
   */
  record Source(
      EventTable table,
      Class<? extends JournalEvent> type,
      @Nullable Lane lane,
      List<Reader> readers) {}

  private static final Map<Class<?>, List<Source>> SOURCES = new LinkedHashMap<>();
  private static final Map<String, String> WORDS = Codebook.words();

  static {
    for (Class<? extends JournalEvent> type : EventNames.types()) {
      if (LEFT_OUT.contains(type)) {
        continue;
      }
      if (type == ConsentGiven.class || type == ConsentWithdrawn.class) {
        SOURCES.put(type, List.of(source(type, Lane.MEMBER), source(type, Lane.CODE)));
      } else {
        SOURCES.put(type, List.of(source(type, null)));
      }
    }
  }

  private EventTables() {}

  static List<EventTable> all() {
    return SOURCES.values().stream().flatMap(List::stream).map(Source::table).toList();
  }

  /** Names of the events that have a table. */
  static List<String> names() {
    return SOURCES.keySet().stream().map(EventNames::nameOf).toList();
  }

  /** Where an event goes; null if it has no table. */
  static @Nullable Source of(JournalEvent event) {
    for (Source source : SOURCES.getOrDefault(event.getClass(), List.of())) {
      if (source.lane() == null || source.lane() == laneOf(event)) {
        return source;
      }
    }
    return null;
  }

  private static @Nullable Lane laneOf(JournalEvent event) {
    if (event instanceof ConsentGiven e) {
      return e.lane();
    }
    return event instanceof ConsentWithdrawn e ? e.lane() : null;
  }

  /** The person whom a value of this kind names: what must be covered. */
  static String covered(Kind kind, String id) {
    return kind == Kind.MEMBER ? Standing.ofMember(id) : Standing.ofCode(id);
  }

  // --- one table ------------------------------------------------------------------------------

  private static Source source(Class<? extends JournalEvent> type, @Nullable Lane lane) {
    Columns columns = new Columns(type, lane);
    columns.add(Column.of("circle", Kind.CIRCLE, "pseudonym of the circle"), (e, c, n) -> c.id());
    columns.add(
        Column.of("day", Column.INTEGER, "when it happened: days since the circle was founded")
            .in("days"),
        (e, c, n) -> c.day(e.at()));
    if (SessionEvent.class.isAssignableFrom(type)) {
      columns.add(
          Column.of("minute", Column.INTEGER, "whole minutes since the session started")
              .in("minutes"),
          (e, c, n) -> c.minute(((SessionEvent) e).session(), e.at()));
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (!component.getName().equals("circleId") && !component.getName().equals("at")) {
        columns.add(component);
      }
    }
    if (Retractable.class.isAssignableFrom(type) || ORDERED.contains(type.getSimpleName())) {
      columns.add(
          Column.of(SEQUENCE, Kind.INTERNAL, "number of the event in its stream"), (e, c, n) -> n);
    }
    String name = snake(type.getSimpleName());
    String description = word(type.getSimpleName());
    return new Source(
        new EventTable(
            lane == Lane.CODE ? "code_" + name : name,
            lanes(type, lane),
            columns.columns,
            Retractable.class.isAssignableFrom(type),
            description),
        type,
        lane,
        columns.readers);
  }

  private static Set<DataLane> lanes(Class<?> type, @Nullable Lane lane) {
    if (SurveyEvent.class.isAssignableFrom(type)) {
      return Set.of(DataLane.values());
    } else if (lane == Lane.CODE) {
      return Set.of(DataLane.ANSWERS, DataLane.LINKED);
    }
    return Set.of(DataLane.PARTICIPATION, DataLane.LINKED);
  }

  /** The columns of one event type, as they are found. */
  private static final class Columns {
    private final Class<? extends JournalEvent> event;
    private final @Nullable Lane lane;
    private final List<Column> columns = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();

    Columns(Class<? extends JournalEvent> event, @Nullable Lane lane) {
      this.event = event;
      this.lane = lane;
    }

    void add(Column column, Reader reader) {
      columns.add(column);
      readers.add(reader);
    }

    void add(RecordComponent component) {
      Method get = component.getAccessor();
      get.setAccessible(true);
      String name = snake(component.getName());
      String place = event.getSimpleName() + "." + component.getName();
      Class<?> type = component.getType();
      if (type == Sealed.class || type == ZoneId.class || NEVER.contains(place)) {
        return;
      } else if (type == MemberId.class) {
        add(Column.of(name, Kind.MEMBER, "pseudonym of the member"), (e, c, n) -> text(get, e));
      } else if (type == CircleId.class) {
        add(Column.of(name, Kind.CIRCLE, word(place)), (e, c, n) -> text(get, e));
      } else if (place.equals("CircleFounded.workplace")) {
        add(
            Column.of(name, Kind.WORKPLACE, "pseudonym of the workplace"),
            (e, c, n) -> text(get, e));
      } else if (component.getName().equals("principal")) {
        Kind kind = lane == Lane.CODE ? Kind.CODE : Kind.MEMBER;
        String column = lane == Lane.CODE ? "code" : "member";
        add(Column.of(column, kind, "pseudonym of the person"), (e, c, n) -> text(get, e));
      } else if (type == Notice.class) {
        add(
            Column.of("notice_version", Column.TEXT, "version of the notice it was given on"),
            (e, c, n) -> ((Notice) value(get, e)).version());
        add(
            Column.of("notice_language", Column.TEXT, "language of the notice"),
            (e, c, n) -> ((Notice) value(get, e)).language());
      } else if (type == Instant.class) {
        add(
            Column.of(name + "_day", Column.INTEGER, word(place)).in("days"),
            (e, c, n) -> value(get, e) instanceof Instant at ? (Integer) c.day(at) : null);
      } else if (type == LocalDateTime.class) {
        add(
            Column.of(name + "_day", Column.INTEGER, word(place)).in("days"),
            (e, c, n) ->
                value(get, e) instanceof LocalDateTime at
                    ? (Integer) c.day(at.toLocalDate())
                    : null);
      } else if (type.isEnum()) {
        List<String> values =
            Arrays.stream(type.getEnumConstants()).map(one -> Json.kebab((Enum<?>) one)).toList();
        add(
            Column.of(name, Column.TEXT, word(place)).oneOf(values),
            (e, c, n) -> value(get, e) instanceof Enum<?> one ? Json.kebab(one) : null);
      } else if (type == int.class || type == Integer.class) {
        add(Column.of(name, Column.INTEGER, word(place)), (e, c, n) -> value(get, e));
      } else if (type == boolean.class) {
        add(Column.of(name, Column.BOOLEAN, word(place)), (e, c, n) -> value(get, e));
      } else if (type == long.class) {
        add(
            Column.of(name, Kind.INTERNAL, "number of the event that is meant"),
            (e, c, n) -> value(get, e));
      } else if (type == Retractable.class) {
        add(
            Column.of("event", Column.TEXT, word(place)),
            (e, c, n) -> EventNames.nameOf(((EntryRetracted) e).entry().getClass()));
      } else if (isCode(type) || (type == String.class && CODES.contains(place))) {
        add(Column.of(name, Column.TEXT, word(place)), (e, c, n) -> text(get, e));
      } else if (type == List.class && argument(component) == LocalDateTime.class) {
        add(
            Column.of(name + "_days", Column.TEXT, word(place)).in("days"),
            (e, c, n) ->
                ((List<?>) value(get, e))
                    .stream()
                        .map(at -> String.valueOf(c.day(((LocalDateTime) at).toLocalDate())))
                        .collect(Collectors.joining(";")));
      } else if (type == List.class && isCode(argument(component))) {
        add(
            Column.of(name, Column.TEXT, word(place)),
            (e, c, n) ->
                ((List<?>) value(get, e))
                    .stream().map(String::valueOf).collect(Collectors.joining(";")));
      } else if (STRUCTURES.contains(place)) {
        add(Column.of(name, Column.TEXT, word(place)), (e, c, n) -> json(value(get, e)));
      } else {
        throw new IllegalStateException("no column for " + place + ": say what it is");
      }
    }
  }

  private static @Nullable Class<?> argument(RecordComponent component) {
    Type type = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    return type instanceof Class<?> known ? known : null;
  }

  /** A record around one text that numbers or names something of the software's own. */
  private static boolean isCode(@Nullable Class<?> type) {
    return type != null
        && type.isRecord()
        && type != MemberId.class
        && type != CircleId.class
        && type.getRecordComponents().length == 1
        && type.getRecordComponents()[0].getAccessor().isAnnotationPresent(JsonValue.class)
        && !type.getSimpleName().equals("SurveyCode");
  }

  private static Object value(Method get, JournalEvent event) {
    try {
      return get.invoke(event);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable String text(Method get, JournalEvent event) {
    Object value = value(get, event);
    return value == null ? null : value.toString();
  }

  private static String json(Object value) {
    try {
      return Json.mapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String word(String place) {
    String word = WORDS.get(place);
    if (word == null) {
      throw new IllegalStateException("the codebook has no words for " + place);
    }
    return word;
  }

  static String snake(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
