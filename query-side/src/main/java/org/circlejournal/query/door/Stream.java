package org.circlejournal.query.door;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a circle's movements: server-sent events of view and version. Nothing waits for it:
 * whoever has not taken the last event when the next one comes is dropped.
 *
 * <p>An event's id tells the position of each view that this reader may see, so that whoever comes
 * again with it hears once of each that moved since; whatever order the views came in.
 */
final class Stream implements WriteListener, AsyncListener {

  private static final byte[] HEARTBEAT = bytes(":\n\n");
  private static final byte[] RETRY = bytes("retry: 3000\n\n");
  private static final long NEVER = Long.MIN_VALUE;

  private final Streams streams;
  private final CircleId circle;
  private final boolean inside;
  private final List<ReadModel> models;
  private final HttpServletRequest request;
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final long[] told;
  private boolean open;
  private boolean ended;
  private boolean unflushed;
  private long checkedAt;

  /**
   * @param models whose movements this reader may know
   * @param lastId of the last event that it got; null if it comes for the first time
   */
  Stream(
      Streams streams,
      CircleId circle,
      boolean inside,
      List<ReadModel> models,
      @Nullable String lastId,
      HttpServletRequest request,
      AsyncContext context,
      ServletOutputStream out) {
    this.streams = streams;
    this.circle = circle;
    this.inside = inside;
    this.models = models;
    this.request = request;
    this.context = context;
    this.out = out;
    this.told = told(lastId);
    this.checkedAt = System.nanoTime();
  }

  CircleId circle() {
    return circle;
  }

  HttpServletRequest request() {
    return request;
  }

  List<ReadModel> models() {
    return models;
  }

  /** Whether it is time to look again whether this reader may still read. */
  boolean isDue(long now, long every) {
    if (now - checkedAt < every) {
      return false;
    }
    checkedAt = now;
    return true;
  }

  /** Begins, once: how long to wait before coming again. */
  synchronized void begin() {
    write(RETRY);
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

  /** Keeps the connection alive, and finds out whether it is. */
  synchronized void beat() {
    write(HEARTBEAT);
  }

  private void write(byte[] bytes) {
    if (ended) {
      return;
    }
    try {
      if (!out.isReady()) {
        end();
        return;
      }
      out.write(bytes);
      unflushed = true;
      flush();
    } catch (IOException | IllegalStateException e) { // it went away
      end();
    }
  }

  private void flush() throws IOException {
    if (unflushed && out.isReady()) {
      unflushed = false;
      out.flush();
    }
  }

  /**
   * The end of it. Where the reader has not taken what was written, the connection is closed when
   * it does, or when the container gives it up: to close it here would wait for it.
   */
  synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    streams.forget(this);
    if (!unflushed) {
      complete();
    }
  }

  private void complete() {
    try {
      context.complete();
    } catch (IllegalStateException e) {
      unflushed = false; // the container was faster
    }
  }

  @Override
  public synchronized void onWritePossible() throws IOException {
    if (!open) {
      open = true;
      streams.begin(this);
    } else if (ended) {
      complete();
    } else {
      flush();
    }
  }

  @Override
  public synchronized void onError(Throwable failure) {
    lost();
  }

  private void lost() {
    if (!ended) {
      ended = true;
      streams.forget(this);
    }
    complete();
  }

  @Override
  public synchronized void onComplete(AsyncEvent event) {
    if (!ended) {
      ended = true;
      streams.forget(this);
    }
  }

  @Override
  public synchronized void onTimeout(AsyncEvent event) {
    lost();
  }

  @Override
  public synchronized void onError(AsyncEvent event) {
    lost();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {} // nobody starts it again

  // --- ids ------------------------------------------------------------------------------------

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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
