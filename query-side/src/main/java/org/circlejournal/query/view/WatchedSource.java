package org.circlejournal.query.view;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.StreamableMessageSource;
import org.circlejournal.events.JournalEvent;
import org.jspecify.annotations.Nullable;

/**
 * The journal, with two things Axon's coordinator keeps to itself: that it cannot be read (it only
 * logs and tries again), and that an event of a segment of another process is of no known type,
 * which is for that other process to stop at.
 */
final class WatchedSource implements StreamableMessageSource<TrackedEventMessage<?>> {

  private final StreamableMessageSource<TrackedEventMessage<?>> journal;
  private final Consumer<RuntimeException> onTrouble;
  private final Runnable onRead;

  WatchedSource(
      StreamableMessageSource<TrackedEventMessage<?>> journal,
      Consumer<RuntimeException> onTrouble,
      Runnable onRead) {
    this.journal = journal;
    this.onTrouble = onTrouble;
    this.onRead = onRead;
  }

  @Override
  public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
    return new Watched(watched(() -> journal.openStream(token)));
  }

  @Override
  public TrackingToken createTailToken() {
    return watched(journal::createTailToken);
  }

  private <T> T watched(Reading<T> reading) {
    try {
      return reading.read();
    } catch (RuntimeException e) {
      onTrouble.accept(e);
      throw e;
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read();
  }

  private final class Watched implements BlockingStream<TrackedEventMessage<?>> {
    private final BlockingStream<TrackedEventMessage<?>> events;

    Watched(BlockingStream<TrackedEventMessage<?>> events) {
      this.events = events;
    }

    @Override
    public Optional<TrackedEventMessage<?>> peek() {
      return watched(events::peek).map(Untyped::new);
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
      try {
        boolean has = events.hasNextAvailable(timeout, unit);
        onRead.run();
        return has;
      } catch (RuntimeException e) {
        onTrouble.accept(e);
        throw e;
      }
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
      return new Untyped(events.nextAvailable());
    }

    @Override
    public boolean setOnAvailableCallback(Runnable callback) {
      return events.setOnAvailableCallback(callback);
    }

    @Override
    public void close() {
      events.close();
    }
  }

  /** A message that is decoded only when its payload is asked for. */
  private static final class Untyped extends GenericTrackedDomainEventMessage<Object> {
    private static final long serialVersionUID = 1L;

    Untyped(TrackedEventMessage<?> message) {
      this((DomainEventMessage<?>) message, message);
    }

    @SuppressWarnings("unchecked")
    private Untyped(DomainEventMessage<?> domain, TrackedEventMessage<?> message) {
      super(
          message.trackingToken(),
          domain.getType(),
          domain.getAggregateIdentifier(),
          domain.getSequenceNumber(),
          (org.axonframework.messaging.Message<Object>) message,
          message::getTimestamp);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Object> getPayloadType() {
      return (Class<Object>) (Class<?>) JournalEvent.class;
    }
  }
}
