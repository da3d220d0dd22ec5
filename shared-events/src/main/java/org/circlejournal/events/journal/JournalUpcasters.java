package org.circlejournal.events.journal;

import org.axonframework.serialization.upcasting.event.EventUpcasterChain;

/**
 * What turns older revisions of events into today's. When an event changes its form, its revision
 * in {@link EventNames} goes up, the golden file of the old revision stays, and an upcaster from
 * the old to the new joins the chain, in the order of the changes.
 */
public final class JournalUpcasters {

  private JournalUpcasters() {}

  /** Empty today: every event is at its first revision. */
  public static EventUpcasterChain chain() {
    return new EventUpcasterChain();
  }
}
