package org.circlejournal.events.journal;

import org.axonframework.common.AxonNonTransientException;

/**
 * The journal holds something this program cannot read. Reading stops there and never skips it: the
 * message says where, by position and name, and holds nothing of the content.
 */
public abstract sealed class UnreadableEvent extends AxonNonTransientException
    permits UnknownEvent, TornEvent {

  private final String problem;

  UnreadableEvent(String where, String problem) {
    super(where.isEmpty() ? problem : where + ": " + problem);
    this.problem = problem;
  }

  final String problem() {
    return problem;
  }

  /** The same, with the place where it stands. */
  abstract UnreadableEvent at(Place place);

  /**
   * @param position the global index; −1 where the store does not tell it
   */
  record Place(long position, String stream, long sequence) {
    @Override
    public String toString() {
      return position < 0
          ? "event (%s, %d)".formatted(stream, sequence)
          : "event %d (%s, %d)".formatted(position, stream, sequence);
    }
  }
}
