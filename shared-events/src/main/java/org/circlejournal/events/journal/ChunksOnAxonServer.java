package org.circlejournal.events.journal;

import io.axoniq.axonserver.connector.event.EventChannel;
import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;

/** One stream of Axon Server, cut into pieces: the server is the limit, so one thread reads. */
final class ChunksOnAxonServer implements Chunks {

  private static final int EVENTS = 5_000;
  private static final int BUFFER = 20_000;
  private static final long PATIENCE_SECONDS = 30;
  private static final byte[] NOTHING = {};

  private final EventStream stream;
  private final long upTo;
  private final Set<String> wanted;
  private volatile Ends streams = Ends.ALL;
  private long reached;
  private long number;

  ChunksOnAxonServer(EventChannel channel, long after, long upTo, Collection<String> names) {
    this.stream = channel.openStream(after, BUFFER);
    this.upTo = upTo;
    this.wanted = Set.copyOf(names);
    this.reached = after;
  }

  @Override
  public void only(Ends streams) {
    this.streams = streams;
  }

  @Override
  public synchronized @Nullable Chunk next() throws InterruptedException {
    if (reached >= upTo) {
      return null;
    }
    List<RawEvent> events = new ArrayList<>(EVENTS);
    while (reached < upTo && events.size() < EVENTS) {
      EventWithToken next = stream.nextIfAvailable(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new EventStoreException(
            "Axon Server sent nothing after event " + reached, stream.getError().orElse(null));
      }
      reached = next.getToken();
      if (reached <= upTo && streams.has(next.getEvent().getAggregateIdentifier())) {
        events.add(event(reached, next.getEvent()));
      }
    }
    return new Chunk(number++, Math.min(reached, upTo), events);
  }

  private RawEvent event(long position, Event event) {
    String name = event.getPayload().getType();
    boolean fetched = wanted.contains(name);
    byte[] bytes = fetched ? event.getPayload().getData().toByteArray() : NOTHING;
    return new RawEvent(
        position,
        event.getAggregateIdentifier(),
        event.getAggregateSequenceNumber(),
        name,
        event.getPayload().getRevision(),
        TimeUnit.MILLISECONDS.toMicros(event.getTimestamp()),
        bytes,
        0,
        fetched ? bytes.length : -1);
  }

  @Override
  public void close() {
    stream.close();
  }
}
