package org.circlejournal.events.journal;

import java.time.Duration;
import java.util.List;

/**
 * The journal from one position on, as it is stored: for what hashes it. Nothing can appear later
 * before an event that was read, because positions are in the order of commits. For one thread.
 */
public interface StoredEvents extends AutoCloseable {

  /** Before the first event of any journal. */
  long BEGINNING = -1;

  /**
   * The next events in order.
   *
   * @param wait how long, when there are none
   * @return at most {@code most}; empty when none came
   */
  List<StoredEvent> next(int most, Duration wait) throws InterruptedException;

  @Override
  void close();
}
