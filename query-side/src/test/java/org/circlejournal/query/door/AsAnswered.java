package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.door.Page.Written;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.door.ReadModel.Pooling;
import org.circlejournal.query.door.Rendering.Line;

/** What the door would answer, without a door: the same classes decide and write. */
public final class AsAnswered {

  private AsAnswered() {}

  /** Rows of a circle, as a member or somebody else reads them. */
  public static JsonNode circle(
      ReadModel model, boolean inside, CircleId circle, List<? extends Record> rows) {
    return circle(Objects.requireNonNull(model.shown(inside, null)), circle, rows);
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
