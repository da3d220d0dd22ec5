package org.circlejournal.events.journal;

import org.axonframework.common.AxonNonTransientException;
import org.jspecify.annotations.Nullable;

/**
 * The journal holds something this program cannot read. Reading stops there and never skips it: the
 * message says where, by position and name, and holds nothing of the content.
 */
public abstract sealed class UnreadableEvent extends AxonNonTransientException
    permits UnknownEvent, TornEvent {

  private final String name;
  private final String problem;
  private final long position;

  UnreadableEvent(@Nullable Place place, String name, String problem) {
    super(place == null ? problem : place + ": " + problem);
    this.name = name;
    this.problem = problem;
    this.position = place == null ? -1 : place.position();
  }

  /** The name it has in the journal. */
  public final String eventName() {
    return name;
  }

  /** Its global index; −1 where that is not known. */
  public final long position() {
    return position;
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
