package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.door.Page.Written;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.door.ReadModel.Pooling;
import org.circlejournal.query.door.Rendering.Line;
import org.circlejournal.query.view.AsOf.Then;
import org.jspecify.annotations.Nullable;

/** What the door would answer, without a door: the same classes decide and write. */
public final class AsAnswered {

  private AsAnswered() {}

  /** Whether the door lets somebody read this of circles, from inside or outside. */
  public static boolean mayRead(Bearer bearer, ReadModel model) {
    return passes(() -> Audience.requireMayRead(bearer, model));
  }

  /** Whether the door lets somebody read this of pools. */
  public static boolean mayReadPools(Bearer bearer, ReadModel model) {
    return model.pooling() != null
        && passes(() -> Audience.requireStaff(bearer))
        && mayRead(bearer, model);
  }

  /** Whether the door lets somebody read the list of what left. */
  public static boolean mayReadReleases(Bearer bearer) {
    return passes(() -> Audience.requireAuditor(bearer));
  }

  private static boolean passes(Runnable guard) {
    try {
      guard.run();
      return true;
    } catch (Refused e) {
      return false;
    }
  }

  public static boolean isInside(Bearer bearer, CircleId circle) {
    return Audience.isInside(bearer, circle);
  }

  /** Whether blocks are part of its pools, beside circles. */
  public static boolean poolsBlocks(ReadModel model) {
    return model.pooling() != null && model.pooling().blocks() != null;
  }

  /** Rows of a circle, as a member or somebody else reads them; null if there is no such sheet. */
  public static @Nullable JsonNode circle(
      ReadModel model, boolean inside, @Nullable String by, CircleId circle, Then then) {
    Shown<?, ?> shown = model.shown(inside, by);
    return shown == null ? null : circle(shown, circle, rows(shown, then));
  }

  /** What others see of a part of a pool. */
  public static List<? extends Record> ofPart(ReadModel model, Then then) {
    return answers(Objects.requireNonNull(model.shown(false, null)), then);
  }

  private static <R extends Record, A extends Record> List<A> answers(
      Shown<R, A> shown, Then then) {
    return shown.answers(
        rows(shown, then).stream().map(shown.sheet().columns().row()::cast).toList());
  }

  private static List<? extends Record> rows(Shown<?, ?> shown, Then then) {
    return then.shown().rows().getOrDefault(shown.sheet(), List.of());
  }

  private static <R extends Record, A extends Record> JsonNode circle(
      Shown<R, A> shown, CircleId circle, List<? extends Record> rows) {
    List<R> own = rows.stream().map(shown.sheet().columns().row()::cast).toList();
    List<Line<A>> lines =
        own.stream().map(row -> new Line<>(circle, shown.showing().apply(row, null))).toList();
    return read(Rendering.ofCircles(shown.answer()).write(lines, Question.JSON, false));
  }

  /** Rows of a pool. */
  public static JsonNode pool(ReadModel model, String pool, List<PoolPart<?>> parts) {
    return pool(Objects.requireNonNull(model.pooling()), pool, parts);
  }

  private static <A extends Record, P extends Record> JsonNode pool(
      Pooling<A, P> pooling, String pool, List<PoolPart<?>> parts) {
    List<Line<P>> lines = pooling.rows(parts).stream().map(row -> new Line<>(pool, row)).toList();
    return read(Rendering.ofPools(pooling.answer()).write(lines, Question.JSON, false));
  }

  private static JsonNode read(Written written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      written.to(bytes);
      return Json.mapper().readTree(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
