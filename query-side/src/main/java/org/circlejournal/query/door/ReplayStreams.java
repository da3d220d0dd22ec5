package org.circlejournal.query.door;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.circlejournal.query.door.Rendering.Line;
import org.circlejournal.query.replay.ReplayRow;

/**
 * Replays as server-sent events: {@code progress} whenever the row changed, once a second at most,
 * and {@code end}. Few watch a replay, and not for long: each takes a thread. Who does not read is
 * dropped by the container when a write has waited too long.
 */
final class ReplayStreams implements AutoCloseable {

  private static final int MOST = 16;
  private static final int LOOK_SECONDS = 1;

  /** After so many looks without news a comment tells that the line stands. */
  private static final int HEARTBEAT = 10;

  private final Semaphore free = new Semaphore(MOST);
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * Returns when the replay has ended, or nobody reads any more.
   *
   * @throws Refused {@code too-many-requests}
   */
  void write(HttpServletResponse response, Supplier<ReplayRow> looking) throws IOException {
    if (!free.tryAcquire()) {
      throw new Refused(QueryRefusal.TOO_MANY_REQUESTS);
    }
    try {
      response.setContentType("text/event-stream;charset=UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("X-Accel-Buffering", "no"); // proxies hold back what they take for a page
      follow(response.getOutputStream(), looking);
    } finally {
      free.release();
    }
  }

  private void follow(OutputStream out, Supplier<ReplayRow> looking) throws IOException {
    String last = "";
    int silent = 0;
    ReplayRow row;
    do {
      row = looking.get();
      String data = data(row);
      if (!row.isRunning()) {
        send(out, "event: end\ndata: " + data + "\n\n");
      } else if (!data.equals(last)) {
        send(out, "event: progress\ndata: " + data + "\n\n");
        silent = 0;
      } else if (++silent % HEARTBEAT == 0) {
        send(out, ":\n\n");
      }
      last = data;
    } while (row.isRunning() && !pause());
  }

  private static String data(ReplayRow row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Rendering.ofNobody(ReplayDoor.ROW)
        .write(List.of(new Line<>(row)), Question.JSON, true)
        .to(bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Whether the server stops. */
  private boolean pause() {
    try {
      return closing.await(LOOK_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Open streams end within moments. */
  @Override
  public void close() {
    closing.countDown();
  }
}
