package org.circlejournal.query.door;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.circlejournal.query.door.Page.Written;
import org.circlejournal.query.door.Rendering.Line;
import org.circlejournal.query.replay.ReplayRow;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a replay: {@code progress} whenever its row changed, and {@code end}. An event
 * tells all there is to know; its id is a digest of it, so that whoever comes again hears what
 * changed since, and of an end that was told already nothing.
 */
final class ReplayStream extends Stream {

  private final ReplayStreams streams;
  private final String replay;
  private final UnaryOperator<ReplayRow> shown;
  private @Nullable String told;

  /**
   * @param shown what this reader may see of a row
   * @param lastId of the last event that it got; null if it comes for the first time
   */
  ReplayStream(
      Streams all,
      Stream.Reader reader,
      ReplayStreams streams,
      String replay,
      UnaryOperator<ReplayRow> shown,
      @Nullable String lastId) {
    super(all, reader);
    this.streams = streams;
    this.replay = replay;
    this.shown = shown;
    this.told = lastId;
  }

  String replay() {
    return replay;
  }

  @Override
  void begun() {
    streams.add(this);
  }

  @Override
  void greet() {
    streams.tell(this);
  }

  @Override
  void gone() {
    streams.remove(this);
  }

  void tell(ReplayRow row) {
    ReplayRow seen = shown.apply(row);
    Written written = written(seen);
    String id = id(written);
    synchronized (this) {
      if (!id.equals(told)) {
        told = id;
        write(
            bytes(
                "event: %s\ndata: %s\nid: %s\n\n"
                    .formatted(seen.isRunning() ? "progress" : "end", text(written), id)));
      }
      if (!seen.isRunning()) {
        end();
      }
    }
  }

  static String id(ReplayRow seen) {
    return id(written(seen));
  }

  private static String id(Written written) {
    return written.etag().replace("\"", "");
  }

  private static Written written(ReplayRow row) {
    return Rendering.ofNobody(ReplayDoor.ROW).write(List.of(new Line<>(row)), Question.JSON, true);
  }

  private static String text(Written written) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length());
    try {
      written.to(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
