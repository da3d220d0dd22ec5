package org.circlejournal.events.journal;

import org.circlejournal.events.log.Leaf;

/**
 * An event exactly as the journal holds it: not decoded, not upcast.
 *
 * @param position number in the journal, ascending
 */
public record StoredEvent(long position, Leaf leaf) {}
