package org.circlejournal.query.view;

import org.axonframework.eventhandling.TrackedEventMessage;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.UnreadableEvent;

/**
 * Why a view stands still. Holds nothing of an event's content.
 *
 * @param segment which part of the view; −1 when the journal itself cannot be read
 * @param position of the event at which it stands, or of the first of its batch when the database
 *     refused; −1 if unknown
 * @param event name that event has in the journal, {@code unknown} if it is not about one
 */
public record Failure(String generation, int segment, long position, String event, String reason) {

  static final int READING = -1;

  private static final String UNKNOWN = "unknown";

  static Failure reading(ViewDefinition<?> view, RuntimeException e) {
    return e instanceof UnreadableEvent event
        ? new Failure(
            view.generation(),
            READING,
            event.position(),
            event.eventName(),
            ViewFailure.describe(e))
        : new Failure(view.generation(), READING, -1, UNKNOWN, ViewFailure.describe(e));
  }

  static Failure stopped(ViewDefinition<?> view) {
    return new Failure(
        view.generation(), READING, -1, UNKNOWN, "the processor has trouble with its database");
  }

  static Failure folding(
      ViewDefinition<?> view, int segment, TrackedEventMessage<?> at, Throwable cause) {
    return new Failure(
        view.generation(),
        segment,
        at.trackingToken().position().orElse(-1),
        name(at),
        ViewFailure.describe(cause));
  }

  private static String name(TrackedEventMessage<?> message) {
    try {
      return EventNames.nameOf(message.getPayload().getClass());
    } catch (UnreadableEvent e) {
      return e.eventName();
    }
  }
}
