/**
 * The journal workshop: how events are named, written, stored, read in order and waited for. Start
 * at {@link Journal}, which both sides open; names stand in {@link EventNames}, JSON in {@link
 * Json}, tables in {@code db/journal}.
 */
@NullMarked
package org.circlejournal.events.journal;

import org.jspecify.annotations.NullMarked;
