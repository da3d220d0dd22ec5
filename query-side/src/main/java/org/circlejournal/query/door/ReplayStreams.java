package org.circlejournal.query.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.query.replay.ReplayRow;
import org.circlejournal.query.replay.Replays.NotNow;

/** {@code GET /replays/{id}/stream}: looks once a second at each replay that somebody watches. */
final class ReplayStreams {

  private final Function<String, ReplayRow> replays;
  private final Streams streams;
  private final Map<String, Set<ReplayStream>> open = new ConcurrentHashMap<>();

  /**
   * @param replays how a replay stands, by its id
   */
  ReplayStreams(Function<String, ReplayRow> replays, Streams streams) {
    this.replays = replays;
    this.streams = streams;
    streams.eachSecond(missed -> open.forEach(this::look));
  }

  /**
   * Opens a stream; who may read it was asked before. Whoever was told the end already is told not
   * to come again, as the standard has it for this: 204.
   *
   * @param shown what this reader may see of a row
   */
  void open(
      Bearer bearer,
      String replay,
      UnaryOperator<ReplayRow> shown,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ReplayRow row = replays.apply(replay);
    String lastId = request.getHeader(Streams.LAST_ID);
    if (lastId != null && !row.isRunning() && lastId.equals(ReplayStream.id(shown.apply(row)))) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    streams.open(
        bearer,
        request,
        response,
        reader -> new ReplayStream(streams, reader, this, replay, shown, lastId));
  }

  void add(ReplayStream stream) {
    open.compute(
        stream.replay(),
        (replay, all) -> {
          Set<ReplayStream> of = all == null ? ConcurrentHashMap.newKeySet() : all;
          of.add(stream);
          return of;
        });
  }

  void remove(ReplayStream stream) {
    open.computeIfPresent(
        stream.replay(),
        (replay, all) -> {
          all.remove(stream);
          return all.isEmpty() ? null : all;
        });
  }

  // --- by the one thread ----------------------------------------------------------------------

  void tell(ReplayStream stream) {
    look(stream.replay(), Set.of(stream));
  }

  private void look(String replay, Set<ReplayStream> all) {
    ReplayRow row;
    try {
      row = replays.apply(replay);
    } catch (NotNow forgotten) {
      all.forEach(Stream::end);
      return;
    }
    all.forEach(stream -> stream.tell(row));
  }
}
