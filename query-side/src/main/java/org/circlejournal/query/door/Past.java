package org.circlejournal.query.door;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.query.door.KnownCircles.Place;
import org.circlejournal.query.view.AsOf;
import org.circlejournal.query.view.AsOf.Moment;
import org.circlejournal.query.view.AsOf.Point;
import org.circlejournal.query.view.AsOf.Position;
import org.circlejournal.query.view.AsOf.Then;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;

/**
 * What was shown at a time or a position ({@code asOf}). An answer never changes afterwards, but
 * for what is erased; so a point that is not past is refused.
 *
 * <p>Others may ask for positions up to the last one that they were shown, and not up to the
 * journal's end: where that is would tell them that something moved which they may not see.
 */
final class Past {

  /** An event is in the journal at the latest so long after the time it was recorded with. */
  static final Duration SETTLED = Duration.ofSeconds(10);

  /** A point that was asked for: exactly one is there; a day means its end. */
  record When(@Nullable Long position, @Nullable Instant moment, @Nullable LocalDate day) {}

  private final AsOf asOf;
  private final Journal journal;
  private final KnownCircles circles;
  private final InstantSource clock;

  Past(Journal journal, KnownCircles circles, InstantSource clock) {
    this.asOf = new AsOf(journal);
    this.journal = journal;
    this.circles = circles;
    this.clock = clock;
  }

  /**
   * @throws Refused {@code invalid-value} if it is not past; {@code circle-unknown} if the circle
   *     was not there then, as if it had been asked for then
   */
  Page page(ViewDefinition<?> view, CircleId circle, Shown<?, ?> shown, When when) {
    Then then = asOf.of(view, circle, point(when, circle));
    if (when.position() != null) {
      Mark mark = then.latest().getOrDefault(shown.sheet(), Mark.NONE);
      requirePast(when.position(), shown.inside() ? journal.lastPosition() : mark.position());
    }
    if (then.shown().folded().equals(Mark.NONE)) {
      throw new Refused(QueryRefusal.CIRCLE_UNKNOWN);
    }
    ViewReader.Shown read = then.shown();
    return new Page(read.generation(), read.rows(), read.folded(), read.released(), -1);
  }

  private Point point(When when, CircleId circle) {
    if (when.position() != null) {
      return new Position(when.position());
    }
    if (when.day() == null) {
      return moment(when, ZoneOffset.UTC);
    }
    Place place = circles.find(circle);
    if (place == null) {
      throw new Refused(QueryRefusal.NOT_YET_VISIBLE); // its members know it, the view not yet
    }
    return moment(when, place.zone());
  }

  private Moment moment(When when, ZoneId zone) {
    Instant end =
        when.moment() != null
            ? when.moment()
            : Objects.requireNonNull(when.day())
                .plusDays(1)
                .atStartOfDay(zone)
                .toInstant()
                .minusMillis(1); // as fine as the journal keeps it
    if (!end.isBefore(clock.instant().minus(SETTLED))) {
      throw Question.invalid("asOf", "not over yet; what it shows could still change");
    }
    return new Moment(end);
  }

  private static void requirePast(long position, long last) {
    if (position > last) {
      throw Question.invalid(
          "asOf",
          last < 0
              ? "nothing was shown of it yet"
              : "%d (expected: 0..%d, the last that you were shown)".formatted(position, last));
    }
  }
}
