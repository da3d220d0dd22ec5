package org.circlejournal.events.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the journal in pieces, for several threads at once: each takes the next piece and
 * reads it by itself. Together the pieces are the stretch, without a gap and nothing twice.
 */
public interface Chunks extends AutoCloseable {

  /**
   * One piece.
   *
   * @param number from 0, in the order of the journal
   * @param last no event after this position is in it, and none up to it is in a later one
   * @param events in order; may be empty
   */
  record Chunk(long number, long last, List<RawEvent> events) {}

  /** The next piece, or null when there are no more. Safe for threads. */
  @Nullable Chunk next() throws InterruptedException;

  @Override
  void close();
}
