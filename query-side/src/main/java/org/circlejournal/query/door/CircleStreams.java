package org.circlejournal.query.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.view.Moved;

/** {@code GET /circles/{id}/stream}: tells open readers which views of their circle moved. */
final class CircleStreams {

  static final String NAME = "stream";

  private final Map<String, ReadModel> models = new LinkedHashMap<>();
  private final Pages pages;
  private final Streams streams;
  private final Map<CircleId, Set<CircleStream>> open = new ConcurrentHashMap<>();
  private long listening = -1;

  /** Of one view; equal ones that wait are told once. */
  private record Movement(CircleStreams of, ReadModel model, CircleId circle) implements Runnable {
    @Override
    public void run() {
      of.tell(model, circle);
    }
  }

  CircleStreams(List<ReadModel> models, Pages pages, Streams streams) {
    models.forEach(model -> this.models.put(model.view().name(), model));
    this.pages = pages;
    this.streams = streams;
    streams.eachSecond(this::look);
    pages.tell(this::moved);
  }

  /** Opens a stream; who may know of the circle was asked before. */
  void open(
      Bearer bearer, CircleId circle, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean inside = Audience.isInside(bearer, circle);
    List<ReadModel> readable =
        models.values().stream()
            .filter(model -> inside || model.outsiders().contains(bearer.role()))
            .filter(model -> model.shown().stream().anyMatch(s -> s.inside() == inside))
            .toList();
    String lastId = request.getHeader(Streams.LAST_ID);
    streams.open(
        bearer,
        request,
        response,
        reader -> new CircleStream(streams, reader, this, circle, inside, readable, lastId));
  }

  void add(CircleStream stream) {
    open.compute(
        stream.circle(),
        (circle, all) -> {
          Set<CircleStream> of = all == null ? ConcurrentHashMap.newKeySet() : all;
          of.add(stream);
          return of;
        });
  }

  void remove(CircleStream stream) {
    open.computeIfPresent(
        stream.circle(),
        (circle, all) -> {
          all.remove(stream);
          return all.isEmpty() ? null : all;
        });
  }

  private void moved(Moved what) {
    ReadModel model = models.get(what.view());
    if (model == null) {
      return;
    }
    Collection<CircleId> circles =
        what.circle().equals(Moved.ALL) ? open.keySet() : List.of(what.circle());
    streams.soon(
        circles.stream()
            .filter(open::containsKey)
            .map(circle -> new Movement(this, model, circle))
            .toList());
  }

  // --- by the one thread ----------------------------------------------------------------------

  void tellAll(CircleStream stream) {
    for (ReadModel model : stream.models()) {
      stream.tell(model, pages.page(model.view(), stream.circle()));
    }
  }

  private void tell(ReadModel model, CircleId circle) {
    Set<CircleStream> all = open.getOrDefault(circle, Set.of());
    if (!all.isEmpty()) {
      Page page = pages.page(model.view(), circle);
      all.forEach(stream -> stream.tell(model, page));
    }
  }

  /** What moved while nothing was heard, or while it could not be told. */
  private void look(boolean missed) {
    long heard = pages.listening();
    if (missed || heard < 0 || heard != listening) {
      for (CircleId circle : open.keySet()) {
        models.values().forEach(model -> tell(model, circle));
      }
    }
    listening = heard;
  }
}
