package org.circlejournal.query.view;

import java.util.function.Function;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;

/**
 * A circle's state in one view, and how far it has come. Every runner steps with {@link #after}, so
 * that all come to the same.
 *
 * @param folded the last event that was seen, read or ignored
 * @param read the last event that the view reads
 */
public record Folded<S>(S state, Mark folded, Mark read) {

  public static <S> Folded<S> initial(ViewDefinition<S> view, CircleId circle) {
    return new Folded<>(view.initial(circle), Mark.NONE, Mark.NONE);
  }

  /**
   * @throws IllegalStateException if the event was folded already: a runner repeated itself
   */
  public Folded<S> after(ViewDefinition<S> view, JournalEvent event, Recorded recorded) {
    if (recorded.position() <= folded.position()) {
      throw new IllegalStateException(
          "%s: event %d after event %d"
              .formatted(view.generation(), recorded.position(), folded.position()));
    }
    Mark now = folded.after(recorded);
    return view.reads(event)
        ? new Folded<>(view.fold(state, event, recorded), now, now)
        : new Folded<>(state, now, read);
  }

  /** After an event that the view does not read, so that nobody decoded it. */
  Folded<S> past(Recorded unread) {
    return new Folded<>(state, folded.after(unread), read);
  }

  /** How far what a sheet shows to others has come. */
  Mark released(Sheet<S, ?> sheet) {
    Function<S, Mark> released = sheet.released();
    return released == null ? read : released.apply(state);
  }
}
