package org.circlejournal.query.session.attendance;

import org.jspecify.annotations.Nullable;

/**
 * Six sessions together, as others see them.
 *
 * @param share Σ present / Σ members, rounded to 5 %; null if none was held, or withheld
 * @param withheld why there is no share; null if nothing is withheld
 */
record BlockRow(
    int block, int fromSession, int toSession, @Nullable Double share, @Nullable String withheld) {}
