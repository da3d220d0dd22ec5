package org.circlejournal.query.door;

import java.lang.reflect.Type;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.circlejournal.query.door.Question.Bound;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.Columns.Column;
import org.jspecify.annotations.Nullable;

/** {@code from} and {@code to}, both inclusive, over what an answer's columns tell of time. */
final class Span<A extends Record> {

  private final Columns<A> columns;
  private final List<Column> times;
  private final @Nullable Column firstSession;
  private final @Nullable Column lastSession;
  private final @Nullable Column month;

  Span(Columns<A> columns) {
    this.columns = columns;
    this.times = columns.all().stream().filter(c -> isTime(c.type())).toList();
    this.firstSession = named("session").or(() -> named("fromSession")).orElse(null);
    this.lastSession = named("session").or(() -> named("toSession")).orElse(null);
    this.month = named("month").orElse(null);
  }

  private static boolean isTime(Type type) {
    return type == Instant.class || type == ZonedDateTime.class;
  }

  private Optional<Column> named(String name) {
    return columns.all().stream().filter(c -> c.component().equals(name)).findFirst();
  }

  boolean knowsTime() {
    return !times.isEmpty() || month != null;
  }

  boolean knowsSessions() {
    return firstSession != null;
  }

  /**
   * @param zone of the circle, where a day begins and ends
   * @throws Refused {@code invalid-value} if the answer has nothing that could be compared
   */
  List<A> within(List<A> rows, Question question, ZoneId zone) {
    require(question.from(), "from");
    require(question.to(), "to");
    return rows.stream()
        .filter(row -> isNotBefore(row, question.from(), zone))
        .filter(row -> isNotAfter(row, question.to(), zone))
        .toList();
  }

  private void require(@Nullable Bound bound, String name) {
    if (bound == null) {
      return;
    }
    if (bound.session() != null ? !knowsSessions() : !knowsTime()) {
      throw Question.invalid(
          name, bound.session() != null ? "there are no sessions here" : "there are no dates here");
    }
  }

  private boolean isNotBefore(A row, @Nullable Bound from, ZoneId zone) {
    if (from == null) {
      return true;
    } else if (from.session() != null) {
      return lastSession != null
          && columns.value(lastSession, row) instanceof Integer n
          && n >= from.session();
    }
    Instant moment = moment(row, zone, true);
    Instant start = from.moment();
    if (start == null && from.day() != null) {
      start = from.day().atStartOfDay(zone).toInstant();
    }
    return moment != null && start != null && !moment.isBefore(start);
  }

  private boolean isNotAfter(A row, @Nullable Bound to, ZoneId zone) {
    if (to == null) {
      return true;
    } else if (to.session() != null) {
      return firstSession != null
          && columns.value(firstSession, row) instanceof Integer n
          && n <= to.session();
    }
    Instant moment = moment(row, zone, false);
    if (moment == null) {
      return false;
    }
    Instant last = to.moment();
    return last != null
        ? !moment.isAfter(last)
        : to.day() != null && moment.isBefore(to.day().plusDays(1).atStartOfDay(zone).toInstant());
  }

  /**
   * The first that is there: a session without a date that met nevertheless has its start. Of a
   * month it is one end: it is within a span that touches it.
   */
  private @Nullable Instant moment(A row, ZoneId zone, boolean end) {
    for (Column time : times) {
      Object value = columns.value(time, row);
      if (value != null) {
        return value instanceof ZonedDateTime zoned ? zoned.toInstant() : (Instant) value;
      }
    }
    if (month != null && columns.value(month, row) instanceof String name) {
      YearMonth of = YearMonth.parse(name);
      return end
          ? of.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant().minusNanos(1)
          : of.atDay(1).atStartOfDay(zone).toInstant();
    }
    return null;
  }
}
