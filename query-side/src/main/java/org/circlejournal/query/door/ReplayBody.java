package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.replay.ReplayOrder;
import org.circlejournal.query.replay.ReplayOrder.UpTo;
import org.circlejournal.query.replay.Replays;
import org.circlejournal.query.view.ViewDefinition;
import org.jspecify.annotations.Nullable;

/** What {@code POST /replays} takes, as an order. */
final class ReplayBody {

  static final String ONE = "view";
  static final String SEVERAL = "views";
  static final String AT = "upToAt";
  static final String RECORDED = "upToRecorded";
  static final String POSITION = "upToPosition";
  static final String PURPOSE = "purpose";
  static final Set<String> FIELDS = Set.of(ONE, SEVERAL, AT, RECORDED, POSITION, PURPOSE);

  private static final String ALL = "all";

  private ReplayBody() {}

  /**
   * All of the form is looked at before any name: 400 comes before 404.
   *
   * @throws Refused {@code missing-field}, {@code invalid-value} or {@code view-unknown}
   */
  static ReplayOrder order(ObjectNode body, Replays replays, Instant now) {
    List<String> names = names(body);
    UpTo upTo = upTo(body, now);
    Purpose purpose = purpose(body);
    List<ViewDefinition<?>> views = new ArrayList<>();
    for (String name : names) {
      ViewDefinition<?> view = replays.view(name);
      if (view == null) {
        throw new Refused(QueryRefusal.VIEW_UNKNOWN);
      }
      views.add(view);
    }
    return new ReplayOrder(views.isEmpty() ? replays.views() : views, upTo, purpose);
  }

  /** Those that were named; none for all. */
  private static List<String> names(ObjectNode body) {
    if (!body.hasNonNull(ONE) && !body.hasNonNull(SEVERAL)) {
      throw JsonBody.missing(ONE);
    }
    if (body.hasNonNull(ONE) && body.hasNonNull(SEVERAL)) {
      throw Question.invalid(SEVERAL, "not together with " + ONE);
    }
    if (body.hasNonNull(ONE)) {
      String name = text(body, ONE);
      return name.equals(ALL) ? List.of() : List.of(name);
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : body.path(SEVERAL)) {
      if (!name.isTextual() || names.contains(name.textValue())) {
        throw Question.invalid(SEVERAL, "expected: names of read models, each once");
      }
      names.add(name.textValue());
    }
    if (names.isEmpty()) {
      throw Question.invalid(SEVERAL, "expected: names of read models, at least one");
    }
    return names;
  }

  private static @Nullable UpTo upTo(ObjectNode body, Instant now) {
    List<String> bounds = Stream.of(AT, RECORDED, POSITION).filter(body::hasNonNull).toList();
    if (bounds.size() > 1) {
      throw new Refused(
          QueryRefusal.INVALID_VALUE, bounds, String.join(" and ", bounds) + ": one at most");
    } else if (bounds.isEmpty()) {
      return null;
    }
    return switch (bounds.get(0)) {
      case AT -> new UpTo.At(time(body, AT, now));
      case RECORDED -> new UpTo.RecordedAt(time(body, RECORDED, now));
      default -> new UpTo.Position(position(body));
    };
  }

  private static Instant time(ObjectNode body, String field, Instant now) {
    try {
      Instant time = Instant.parse(text(body, field));
      if (time.isAfter(now)) {
        throw Question.invalid(field, "it must be past");
      }
      return time;
    } catch (DateTimeException e) {
      throw Question.invalid(field, "expected: a time (2026-03-31T15:00:00Z)");
    }
  }

  private static long position(ObjectNode body) {
    JsonNode position = body.path(POSITION);
    if (!position.isIntegralNumber() || !position.canConvertToLong() || position.longValue() < 0) {
      throw Question.invalid(POSITION, "expected: a position of the journal");
    }
    return position.longValue();
  }

  /** Replays read events of people; what is said under a code leaves only as releases. */
  private static @Nullable Purpose purpose(ObjectNode body) {
    if (!body.hasNonNull(PURPOSE)) {
      return null;
    }
    String name = text(body, PURPOSE);
    return Arrays.stream(Purpose.values())
        .filter(purpose -> purpose.lane() == Lane.MEMBER && Json.kebab(purpose).equals(name))
        .findFirst()
        .orElseThrow(() -> Question.invalid(PURPOSE, "expected one of " + purposes()));
  }

  /** Purposes of the member lane. */
  static List<String> purposes() {
    return Arrays.stream(Purpose.values())
        .filter(purpose -> purpose.lane() == Lane.MEMBER)
        .map(Json::kebab)
        .toList();
  }

  private static String text(ObjectNode body, String field) {
    JsonNode text = body.path(field);
    if (!text.isTextual() || text.textValue().isBlank()) {
      throw Question.invalid(field, "expected: a text");
    }
    return text.textValue();
  }
}
