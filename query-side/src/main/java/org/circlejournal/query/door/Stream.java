package org.circlejournal.query.door;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.circlejournal.events.access.Bearer;

/**
 * One reader of server-sent events. Nothing waits for it: whoever has not taken the last event when
 * the next one comes is dropped.
 */
abstract class Stream implements WriteListener, AsyncListener {

  private static final byte[] HEARTBEAT = bytes(":\n\n");

  private final Streams streams;
  private final Reader reader;
  private boolean open;
  private boolean ended;
  private boolean unflushed;
  private volatile long checkedAt = System.nanoTime();

  /**
   * Where it leads.
   *
   * @param bearer who opened it
   */
  record Reader(
      Bearer bearer, HttpServletRequest request, AsyncContext context, ServletOutputStream out) {}

  Stream(Streams streams, Reader reader) {
    this.streams = streams;
    this.reader = reader;
  }

  /** From now on what happens is to be told to it. */
  abstract void begun();

  /** Tells how things stand; once, after {@link #begun}, by the thread of all streams. */
  abstract void greet();

  /** Nothing is to be told to it any more. */
  abstract void gone();

  Bearer bearer() {
    return reader.bearer();
  }

  HttpServletRequest request() {
    return reader.request();
  }

  /** Whether it is time to look again whether this reader may still read. */
  boolean isDue(long now, long every) {
    return now - checkedAt >= every;
  }

  void checked(long now) {
    checkedAt = now;
  }

  /** Keeps the connection alive, and finds out whether it is. */
  synchronized void beat() {
    write(HEARTBEAT);
  }

  /** To be called with the lock of this. */
  final void write(byte[] bytes) {
    if (ended) {
      return;
    }
    try {
      if (!reader.out().isReady()) {
        end();
        return;
      }
      reader.out().write(bytes);
      unflushed = true;
      flush();
    } catch (IOException | IllegalStateException e) { // it went away
      end();
    }
  }

  private void flush() throws IOException {
    if (unflushed && reader.out().isReady()) {
      unflushed = false;
      reader.out().flush();
    }
  }

  /**
   * The end of it. Where the reader has not taken what was written, the connection is closed when
   * it does, or when the container gives it up: to close it here would wait for it.
   */
  final synchronized void end() {
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
      reader.context().complete();
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

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
