package org.circlejournal.query.view;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.JournalSerializer;
import org.circlejournal.events.journal.UnreadableEvent;

/**
 * Why a view, or the publisher, stands still. Holds nothing of an event's content.
 *
 * @param generation of the view, or the other processor's name
 * @param segment which part of the view; −1 when the journal itself cannot be read
 * @param position of the event at which it stands, or of the first of its batch when the database
 *     refused; −1 if unknown
 * @param event name that event has in the journal, {@code unknown} if it is not about one
 */
public record Failure(String generation, int segment, long position, String event, String reason) {

  static final int READING = -1;

  private static final String UNKNOWN = "unknown";

  static Failure reading(String generation, RuntimeException e) {
    return e instanceof UnreadableEvent event
        ? new Failure(
            generation, READING, event.position(), event.eventName(), ViewFailure.describe(e))
        : new Failure(generation, READING, -1, UNKNOWN, ViewFailure.describe(e));
  }

  static Failure stopped(String processor) {
    return new Failure(
        processor, READING, -1, UNKNOWN, "the processor has trouble with its database");
  }

  static Failure at(String processor, int segment, TrackedEventMessage<?> event, Throwable cause) {
    return new Failure(
        processor,
        segment,
        event.trackingToken().position().orElse(-1),
        name(event),
        ViewFailure.describe(cause));
  }

  private static String name(TrackedEventMessage<?> message) {
    try {
      return EventNames.nameOf(message.getPayload().getClass());
    } catch (UnreadableEvent e) {
      return e.eventName();
    }
  }

  /** Whether another process got past the event at which this one failed. */
  boolean isPast(DataSource dataSource) {
    try (Connection c = dataSource.getConnection();
        PreparedStatement select =
            c.prepareStatement(
                "select token from views.token_entry where processor_name = ? and segment = ?")) {
      select.setString(1, generation);
      select.setInt(2, segment);
      try (ResultSet result = select.executeQuery()) {
        byte[] token = result.next() ? result.getBytes(1) : null;
        return token != null && positionOf(token) >= position;
      }
    } catch (SQLException e) {
      return false; // then it fails still, for this reason
    }
  }

  static long positionOf(byte[] token) {
    GlobalSequenceTrackingToken read =
        JournalSerializer.tokens()
            .deserialize(
                new SimpleSerializedObject<byte[]>(
                    token, byte[].class, new SimpleSerializedType("global-sequence", null)));
    return read == null ? -1 : read.getGlobalIndex();
  }
}
