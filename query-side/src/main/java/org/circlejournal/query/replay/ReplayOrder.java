package org.circlejournal.query.replay;

import java.time.Instant;
import java.util.List;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.query.view.ViewDefinition;
import org.jspecify.annotations.Nullable;

/**
 * What is to be replayed.
 *
 * @param views in one pass
 * @param upTo where to stop; null for the journal's head at the start
 * @param purpose members who do not consent to it now are left out; null for everybody
 */
public record ReplayOrder(
    List<ViewDefinition<?>> views, @Nullable UpTo upTo, @Nullable Purpose purpose) {

  /** A last event. */
  public sealed interface UpTo {

    /** What happened until then, whenever it was recorded. */
    record At(Instant at) implements UpTo {}

    /** What was recorded until then. */
    record RecordedAt(Instant recordedAt) implements UpTo {}

    record Position(long position) implements UpTo {}
  }

  /** Whether the outcome may be shown instead of the live generation. */
  public boolean isComplete() {
    return upTo == null && purpose == null;
  }
}
