package org.circlejournal.events.journal;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.log.Leaf;
import org.jspecify.annotations.Nullable;

/** The journal, as both sides use it, wherever it is stored. */
public abstract sealed class Journal implements AutoCloseable
    permits JournalOnPostgres, JournalOnAxonServer {

  /** Opens the journal; on PostgreSQL its tables must be there, see {@link JournalTables}. */
  public static Journal open(JournalSettings settings) {
    return open(settings, JournalSerializer.events(), JournalUpcasters.chain());
  }

  static Journal open(JournalSettings settings, Serializer serializer, EventUpcaster upcasters) {
    JournalSettings.AxonServer axonServer = settings.axonServer();
    return axonServer == null
        ? new JournalOnPostgres(settings.dataSource(), serializer, upcasters)
        : new JournalOnAxonServer(settings.dataSource(), axonServer, serializer, upcasters);
  }

  /** For aggregates: appends and reads streams; as a source it is {@link #source()}. */
  public abstract EventStore eventStore();

  /** For processors: all events in the order of their positions. Tokens are global sequences. */
  public abstract StreamableMessageSource<TrackedEventMessage<?>> source();

  /**
   * All events after a position as they are stored, {@link StoredEvents#BEGINNING} for all; the
   * caller closes it.
   */
  public abstract StoredEvents stored(long after);

  /**
   * All events of some streams, in the order of their positions; what they say is decoded when it
   * is asked for.
   */
  public abstract List<TrackedEventMessage<?>> eventsOf(Collection<String> streams);

  /**
   * A stretch of the journal, for several threads at once; the caller closes it.
   *
   * @param after the last position before it, {@link StoredEvents#BEGINNING} for none
   * @param upTo its last position; must have been reached
   * @param names whose payloads are fetched
   */
  public abstract Chunks chunks(long after, long upTo, Collection<String> names);

  /** What makes events of {@link #chunks}. */
  public abstract RawDecoder decoder();

  /** One event as it is stored, or null if the stream has none of that number. */
  public abstract @Nullable Leaf stored(String stream, long sequence);

  /** Position of the last event; {@link StoredEvents#BEGINNING} if there is none. */
  public abstract long lastPosition();

  /**
   * The last position before anything that was recorded later than a time; {@link
   * StoredEvents#BEGINNING} if everything was. What was recorded by then is what stands up to
   * there.
   */
  public abstract long positionAt(Instant recordedAt);

  /**
   * Position of the last event that was recorded before a time; {@link StoredEvents#BEGINNING} if
   * there is none. Where clocks disagree by milliseconds it may be one that stands a little before.
   */
  public abstract long lastPositionBefore(Instant time);

  /** For what commands store beside their events. */
  public abstract Works works();

  /** How events are written; {@link JournalSerializer#tokens()} is for token stores. */
  public abstract Serializer serializer();

  /** Whether the connection to where events are stored stands; true where there is none to keep. */
  public abstract boolean isConnected();

  /**
   * Whether something failed because journal or database do not answer, and not for a reason of its
   * own. Whether anything was stored is then not known.
   */
  public final boolean isOutage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e && isOutage(e)) {
        return true;
      }
      if (cause instanceof StatusRuntimeException answer
          && answer.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        return true;
      }
    }
    return !isConnected();
  }

  /** Connections that fail (class 08), are not taken, or are ended by the server (57P0x). */
  private static boolean isOutage(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return failure instanceof SQLTransientConnectionException
        || failure instanceof SQLNonTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("57P0");
  }

  /**
   * The streams that got an event of one of these kinds.
   *
   * @param upTo the last position that was looked at; -1 if the journal is empty
   */
  public record Touched(Set<String> streams, long upTo) {}

  /**
   * Which streams got events of some kinds behind a position, up to the journal's end.
   *
   * @param after -1 to look from the beginning
   */
  public abstract Touched touched(Set<Class<? extends JournalEvent>> kinds, long after);

  /** Lets what is waiting become durable, then gives everything back but the data source. */
  @Override
  public abstract void close();

  /**
   * The events of a stream from a sequence number on. Each is a {@code
   * GenericTrackedDomainEventMessage} where the store knows the global position.
   *
   * @throws UnreadableEvent while reading
   */
  public final DomainEventStream readStream(String stream, long fromSequence) {
    return eventStore().readEvents(stream, fromSequence);
  }

  /**
   * Appends one event to a stream that is no aggregate, and returns when it is stored; it does not
   * wait for, or take part in, the current unit of work.
   *
   * @param sequence the number that the event shall have, 0 for the first
   * @param recordedAt the journal's timestamp
   * @throws ConcurrencyException if the stream already has an event of that number
   */
  public final void append(
      String stream,
      long sequence,
      JournalEvent event,
      Instant recordedAt,
      Map<String, ?> metadata) {
    GenericDomainEventMessage<JournalEvent> message =
        new GenericDomainEventMessage<>(
            typeOfStream(stream),
            stream,
            sequence,
            new GenericMessage<>(event, metadata),
            () -> recordedAt);
    // A processor calls this in the middle of its unit of work, and must know the outcome now.
    Deque<UnitOfWork<?>> suspended = new ArrayDeque<>();
    while (CurrentUnitOfWork.isStarted()) {
      UnitOfWork<?> current = CurrentUnitOfWork.get();
      CurrentUnitOfWork.clear(current);
      suspended.push(current);
    }
    try {
      eventStore().publish(message);
    } catch (RuntimeException e) {
      if (isConflict(e) && !(e instanceof ConcurrencyException)) {
        throw new ConcurrencyException(
            "event %d of %s is already in the journal".formatted(sequence, stream), e);
      }
      throw e;
    } finally {
      suspended.forEach(CurrentUnitOfWork::set);
    }
  }

  /**
   * Whether an append, or the commit of a command, failed because another had written to the stream
   * first. On Axon Server this is no {@code ConcurrencyException} but an answer of its own.
   */
  public static boolean isConflict(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConcurrencyException
          || (cause instanceof StatusRuntimeException answer
              && answer.getStatus().getCode() == Status.Code.OUT_OF_RANGE)) {
        return true;
      }
    }
    return false;
  }

  /** {@code ledger-…} is of type {@code ledger}, as a circle's stream is of type {@code Circle}. */
  private static String typeOfStream(String stream) {
    int dash = stream.indexOf('-');
    return dash < 0 ? stream : stream.substring(0, dash);
  }
}
