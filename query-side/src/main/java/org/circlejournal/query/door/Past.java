package org.circlejournal.query.door;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.query.door.Folds.Result;
import org.circlejournal.query.door.KnownCircles.Place;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.door.ReadModel.Pooling;
import org.circlejournal.query.replay.BoundedGenerations;
import org.circlejournal.query.replay.Replays.NotNow;
import org.circlejournal.query.view.AsOf;
import org.circlejournal.query.view.AsOf.Moment;
import org.circlejournal.query.view.AsOf.Point;
import org.circlejournal.query.view.AsOf.Position;
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

  /**
   * How many circles are folded for a question, each from its own events: about what can be done
   * while somebody waits, if each has a full year. For more of them, all are replayed at once.
   */
  record Limits(int folded) {
    static final Limits USUAL = new Limits(200);
  }

  private final AsOf asOf;
  private final Journal journal;
  private final ViewReader reader;
  private final BoundedGenerations generations;
  private final Limits limits;
  private final KnownCircles circles;
  private final InstantSource clock;
  private final Folds folds = new Folds();
  private volatile @Nullable Today today;

  /** Position of the last event before a day. */
  private record Today(LocalDate day, long position) {}

  Past(
      Journal journal,
      ViewReader reader,
      BoundedGenerations generations,
      Limits limits,
      KnownCircles circles,
      InstantSource clock) {
    this.asOf = new AsOf(journal);
    this.journal = journal;
    this.reader = reader;
    this.generations = generations;
    this.limits = limits;
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
    AsOf.Then then = asOf.of(view, circle, point(when, circle));
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
    List<ViewDefinition<?>> views = new ArrayList<>(List.of(view));
    if (of.gluing() != null && of.gluing() != view) {
      views.add(of.gluing());
    }
    Parts parts =
        (Parts)
            folds.get(
                List.of("pool", view.generation(), pool, point),
                () -> {
                  Then then = then(views, point, pools.size(pool));
                  List<PoolPart<?>> found = pools.parts(pool, view, shown, of, then);
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
  @SuppressWarnings("unchecked") // of this sheet, as the question says
  <R extends Record> Map<CircleId, List<R>> circles(
      ViewDefinition<?> view, Sheet<?, R> sheet, List<CircleId> circles, When when) {
    Point point = forOthers(when);
    Circles<R> found =
        (Circles<R>)
            folds.get(
                List.of("circles", view.generation(), sheet.table(), circles, point),
                () -> {
                  Then then = then(List.of(view), point, circles.size());
                  Map<CircleId, List<R>> rows = then.rows(view, sheet, circles);
                  return new Result(new Circles<>(rows), 2 * rows.size());
                });
    return found.rows();
  }

  private record Circles<R>(Map<CircleId, List<R>> rows) {}

  // --- by folding, or by a generation that stands there ---------------------------------------

  private Then then(List<ViewDefinition<?>> views, Point point, int circles) {
    if (circles <= limits.folded()) {
      return new Folded(asOf, point);
    }
    long position =
        point instanceof Position at ? at.position() : journal.positionAt(((Moment) point).time());
    if (position < 0) {
      return new Standing(reader, Map.of()); // nobody was there yet
    }
    try {
      List<String> schemas = generations.at(views, position);
      Map<ViewDefinition<?>, String> standing = new HashMap<>();
      views.forEach(view -> standing.put(view, schemas.get(views.indexOf(view))));
      return new Standing(reader, standing);
    } catch (NotNow e) {
      throw new Refused(QueryRefusal.REPLAY_RUNNING, List.of(), String.valueOf(e.getMessage()));
    }
  }

  /** Folded from each circle's own events. */
  private record Folded(AsOf asOf, Point point) implements Then {
    @Override
    public <R extends Record> Map<CircleId, List<R>> rows(
        ViewDefinition<?> view, Sheet<?, R> sheet, Collection<CircleId> circles) {
      Map<CircleId, List<R>> found = new LinkedHashMap<>();
      asOf.of(view, circles, point)
          .forEach(
              (circle, then) -> {
                if (!then.shown().folded().equals(Mark.NONE)) {
                  List<? extends Record> rows = then.shown().rows().getOrDefault(sheet, List.of());
                  found.put(circle, rows.stream().map(sheet.columns().row()::cast).toList());
                }
              });
      return found;
    }
  }

  /** Read from generations that stand there, by view. */
  private record Standing(ViewReader reader, Map<ViewDefinition<?>, String> schemas)
      implements Then {
    @Override
    public <R extends Record> Map<CircleId, List<R>> rows(
        ViewDefinition<?> view, Sheet<?, R> sheet, Collection<CircleId> circles) {
      String schema = schemas.get(view);
      return schema == null ? Map.of() : reader.of(schema, sheet, circles);
    }
  }

  /**
   * What auditors were shown of a circle; they know how long the journal is.
   *
   * @throws Refused {@code invalid-value} if it is not past; {@code circle-unknown} if the circle
   *     was not there then
   */
  <R extends Record> List<R> rows(
      ViewDefinition<?> view, Sheet<?, R> sheet, CircleId circle, When when) {
    if (when.position() != null) {
      requirePast(when.position(), journal.lastPosition());
    }
    Then then = new Folded(asOf, point(when, circle));
    List<R> rows = then.rows(view, sheet, List.of(circle)).get(circle);
    if (rows == null) {
      throw new Refused(QueryRefusal.CIRCLE_UNKNOWN);
    }
    return rows;
  }

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
