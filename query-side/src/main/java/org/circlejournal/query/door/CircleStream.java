package org.circlejournal.query.door;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a circle's movements: events of view and version.
 *
 * <p>An event's id tells the position of each view that this reader may see, so that whoever comes
 * again with it hears once of each that moved since; whatever order the views came in.
 */
final class CircleStream extends Stream {

  private static final byte[] RETRY = bytes("retry: 3000\n\n");
  private static final long NEVER = Long.MIN_VALUE;

  private final CircleStreams streams;
  private final CircleId circle;
  private final boolean inside;
  private final List<ReadModel> models;
  private final long[] told;

  /**
   * @param models whose movements this reader may know
   * @param lastId of the last event that it got; null if it comes for the first time
   */
  CircleStream(
      Streams all,
      Reader reader,
      CircleStreams streams,
      CircleId circle,
      boolean inside,
      List<ReadModel> models,
      @Nullable String lastId) {
    super(all, reader);
    this.streams = streams;
    this.circle = circle;
    this.inside = inside;
    this.models = models;
    this.told = told(lastId);
  }

  CircleId circle() {
    return circle;
  }

  List<ReadModel> models() {
    return models;
  }

  @Override
  void begun() {
    streams.add(this);
  }

  /** How long to wait before coming again, and where each view stands. */
  @Override
  void greet() {
    synchronized (this) {
      write(RETRY);
    }
    streams.tellAll(this);
  }

  @Override
  void gone() {
    streams.remove(this);
  }

  /** Tells of a view, if what this reader sees of it moved. */
  synchronized void tell(ReadModel model, Page page) {
    int i = models.indexOf(model);
    if (i < 0) {
      return;
    }
    long position = page.moved(model, inside).position();
    if (position < 0 || position == told[i]) {
      return;
    }
    told[i] = position;
    long version = inside ? page.folded().version() : page.moved(model, false).version();
    write(
        bytes(
            "id: %s\ndata: {\"view\":\"%s\",\"version\":%d}\n\n"
                .formatted(id(), model.view().name(), version)));
  }

  private String id() {
    StringJoiner id = new StringJoiner(".", names() + ".", "");
    for (long position : told) {
      id.add(Long.toString(position == NEVER ? -1 : position));
    }
    return id.toString();
  }

  /** An id of another version of the program, with other views, is of no use. */
  private String names() {
    List<String> names = models.stream().map(model -> model.view().name()).toList();
    return Integer.toHexString(names.hashCode());
  }

  private long[] told(@Nullable String id) {
    long[] positions = new long[models.size()];
    Arrays.fill(positions, NEVER);
    String[] parts = id == null ? new String[0] : id.split("\\.", -1);
    if (parts.length != positions.length + 1 || !parts[0].equals(names())) {
      return positions;
    }
    for (int i = 0; i < positions.length; i++) {
      if (!parts[i + 1].matches("-1|[0-9]{1,18}")) {
        Arrays.fill(positions, NEVER);
        return positions;
      }
      positions[i] = Long.parseLong(parts[i + 1]);
    }
    return positions;
  }
}
