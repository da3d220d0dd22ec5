package org.circlejournal.events.journal;

import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;

/**
 * The journal as a stream for processors. Unlike Axon's embedded store it calls back when events
 * become available, also when another process wrote them; and it asks the database only when there
 * may be something new.
 */
final class PostgresEventSource implements StreamableMessageSource<TrackedEventMessage<?>> {

  /** What one query brings; about as much as a processor's buffer takes. */
  private static final int BATCH = 1_000;

  private final PostgresJournal journal;
  private final JournalListener listener;

  PostgresEventSource(PostgresJournal journal, JournalListener listener) {
    this.journal = journal;
    this.listener = listener;
  }

  @Override
  public TrackingEventStream openStream(@Nullable TrackingToken after) {
    return new Tail(after);
  }

  @Override
  public @Nullable TrackingToken createTailToken() {
    return journal.createTailToken();
  }

  @Override
  public @Nullable TrackingToken createHeadToken() {
    return journal.createHeadToken();
  }

  @Override
  public @Nullable TrackingToken createTokenAt(Instant time) {
    return journal.createTokenAt(time);
  }

  /** One reader's place. Calls come from one thread at a time, but not always the same one. */
  private final class Tail implements TrackingEventStream {

    private @Nullable TrackingToken last;
    private Iterator<? extends TrackedEventMessage<?>> batch = Collections.emptyIterator();
    private @Nullable TrackedEventMessage<?> next;
    private long seen = -1;
    private boolean atEnd;
    private @Nullable UnreadableEvent stopped;
    private @Nullable Runnable callback;

    Tail(@Nullable TrackingToken after) {
      this.last = after;
    }

    @Override
    public synchronized Optional<TrackedEventMessage<?>> peek() {
      return Optional.ofNullable(look());
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
      long deadline = System.nanoTime() + unit.toNanos(timeout);
      while (true) {
        long before;
        synchronized (this) {
          if (look() != null) {
            return true;
          }
          before = seen;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        listener.await(before, left);
      }
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
      while (true) {
        synchronized (this) {
          TrackedEventMessage<?> found = look();
          if (found != null) {
            next = null;
            return found;
          }
        }
        hasNextAvailable(1, TimeUnit.SECONDS);
      }
    }

    /**
     * The next message, or null if there is none now.
     *
     * @throws UnreadableEvent if it cannot be read; again and again, it is never passed over
     */
    private @Nullable TrackedEventMessage<?> look() {
      if (next != null) {
        return next;
      }
      if (stopped != null) {
        throw stopped;
      }
      try {
        if (!batch.hasNext()) {
          fetch();
        }
        if (batch.hasNext()) {
          TrackedEventMessage<?> found = batch.next();
          next = found;
          last = found.trackingToken();
        }
      } catch (UnreadableEvent e) {
        stopped = e;
        throw e;
      }
      return next;
    }

    private void fetch() {
      long now = listener.wakings(); // read before the query: what commits after it wakes us again
      if (atEnd && now == seen) {
        return;
      }
      batch = journal.fetch(last, BATCH).iterator();
      atEnd = !batch.hasNext();
      seen = now;
    }

    @Override
    public synchronized boolean setOnAvailableCallback(Runnable onAvailable) {
      unsubscribe();
      callback = onAvailable;
      listener.subscribe(onAvailable);
      onAvailable.run();
      return true;
    }

    private void unsubscribe() {
      if (callback != null) {
        listener.unsubscribe(callback);
        callback = null;
      }
    }

    @Override
    public synchronized void close() {
      unsubscribe();
    }
  }
}
