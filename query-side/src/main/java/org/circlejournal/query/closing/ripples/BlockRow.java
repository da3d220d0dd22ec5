package org.circlejournal.query.closing.ripples;

import org.circlejournal.events.closing.ClosingEvent.Ripple;
import org.jspecify.annotations.Nullable;

/**
 * Ripples of one kind over six sessions together, each until the next, as others see them. All
 * kinds have a row.
 *
 * @param share of all ripples of the block, rounded to 5 %; null if none was noted, or withheld
 * @param withheld why there is no share; null if nothing is withheld
 */
record BlockRow(
    int block,
    int fromSession,
    int toSession,
    Ripple kind,
    @Nullable Double share,
    @Nullable String withheld) {}
