package org.circlejournal.query.session.frame;

import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.jspecify.annotations.Nullable;

/**
 * Slips of one kind over six sessions together, as others see them. All kinds have a row.
 *
 * @param share sessions in which it was named / sessions held, rounded to 5 %; null if none was
 *     held, or withheld
 * @param withheld why there is no share; null if nothing is withheld
 */
record SlipBlockRow(
    int block,
    int fromSession,
    int toSession,
    SlipKind kind,
    @Nullable Double share,
    @Nullable String withheld) {}
