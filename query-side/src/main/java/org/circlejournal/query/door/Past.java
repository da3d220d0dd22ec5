package org.circlejournal.query.door;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.query.door.Folds.Result;
import org.circlejournal.query.door.KnownCircles.Place;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.door.ReadModel.Pooling;
import org.circlejournal.query.view.AsOf;
import org.circlejournal.query.view.AsOf.Moment;
import org.circlejournal.query.view.AsOf.Point;
import org.circlejournal.query.view.AsOf.Position;
import org.circlejournal.query.view.AsOf.Then;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;

/**
 * What was shown at a time or a position ({@code asOf}). An answer never changes afterwards, but
 * for what is erased; so a point that is not past is refused.
 *
 * <p>Others may ask for positions up to the last one that they were shown of the circle, or to the
 * one at which the day began, and not up to the journal's end: where that is would tell them that
 * something moved which they may not see.
 */
final class Past {

  /** An event is in the journal at the latest so long after the time it was recorded with. */
  static final Duration SETTLED = Duration.ofSeconds(10);

  /** A point that was asked for: exactly one is there; a day means its end. */
  record When(@Nullable Long position, @Nullable Instant moment, @Nullable LocalDate day) {

    /** As in a URL. */
    @Override
    public String toString() {
      return String.valueOf(position != null ? position : moment != null ? moment : day);
    }
  }

  private final AsOf asOf;
  private final Journal journal;
  private final KnownCircles circles;
  private final InstantSource clock;
  private final Folds folds = new Folds();
  private volatile @Nullable Today today;

  /** Position of the last event before a day. */
  private record Today(LocalDate day, long position) {}

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
    Page page = find(view, circle, shown, when);
    if (page.folded().equals(Mark.NONE)) {
      throw new Refused(QueryRefusal.CIRCLE_UNKNOWN);
    }
    return page;
  }

  /** As {@link #page}, with nothing folded if the circle was not there. */
  Page find(ViewDefinition<?> view, CircleId circle, Shown<?, ?> shown, When when) {
    Then then = asOf.of(view, circle, point(when, circle));
    if (when.position() != null) {
      Mark mark = then.latest().getOrDefault(shown.sheet(), Mark.NONE);
      requirePast(
          when.position(),
          shown.inside()
              ? journal.lastPosition()
              : Math.max(mark.position(), today(when.position())));
    }
    ViewReader.Shown read = then.shown();
    return new Page(
        read.generation(), read.rows(), read.folded(), read.read(), read.released(), -1);
  }

  /** What others were shown of the parts of a pool. */
  List<PoolPart<?>> parts(
      Pools pools,
      String pool,
      ViewDefinition<?> view,
      Shown<?, ?> shown,
      Pooling<?, ?> of,
      When when) {
    Point point = forOthers(when);
    Parts parts =
        (Parts)
            folds.get(
                List.of("pool", view.generation(), pool, point),
                () -> {
                  List<PoolPart<?>> found = pools.parts(pool, view, shown, of, asOf, point);
                  return new Result(
                      new Parts(found), found.stream().mapToInt(p -> 1 + p.rows().size()).sum());
                });
    return parts.parts();
  }

  private record Parts(List<PoolPart<?>> parts) {}

  /**
   * What others were shown of circles, of those that were there.
   *
   * @param circles by question: the same question names the same circles
   */
  Map<CircleId, Then> circles(ViewDefinition<?> view, List<CircleId> circles, When when) {
    Point point = forOthers(when);
    Circles found =
        (Circles)
            folds.get(
                List.of("circles", view.generation(), circles, point),
                () -> {
                  Map<CircleId, Then> then = asOf.of(view, circles, point);
                  then.values().removeIf(one -> one.shown().folded().equals(Mark.NONE));
                  return new Result(new Circles(then), 2 * then.size());
                });
    return found.then();
  }

  private record Circles(Map<CircleId, Then> then) {}

  /** The last position that auditors may read then; they know how long the journal is. */
  long lastRelease(ViewReader reader, Sheet<?, ?> releases, When when) {
    if (when.position() != null) {
      requirePast(when.position(), journal.lastPosition());
      return when.position();
    }
    return reader.last("position", "recorded_at", releases, moment(when, ZoneOffset.UTC).time());
  }

  private Point forOthers(When when) {
    if (when.position() == null) {
      return moment(when, ZoneOffset.UTC);
    }
    requirePast(when.position(), today(when.position()));
    return new Position(when.position());
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

  /**
   * How long the journal was when the day began; anyone may know that, by the log's checkpoint.
   *
   * @param asked looked for anew if it is not among those known to be of an earlier day
   */
  private long today(long asked) {
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Today known = today;
    if (known == null || !known.day().equals(day) || asked > known.position()) {
      Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
      known = new Today(day, journal.lastPositionBefore(midnight));
      today = known;
    }
    return known.position();
  }

  private static void requirePast(long position, long last) {
    if (position > last) {
      throw Question.invalid(
          "asOf",
          last < 0
              ? "nothing was shown of it yet"
              : "%d (expected: 0..%d, the last that you may ask for)".formatted(position, last));
    }
  }
}
