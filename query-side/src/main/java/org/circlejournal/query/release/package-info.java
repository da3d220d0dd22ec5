/**
 * What may leave: thresholds, shares, counts, rounding and sets, in one place for every room, every
 * role and every form of an answer. Start at {@link org.circlejournal.query.release.ReleaseRules}.
 * Rooms decide with it as the journal moves; the door then shows what was decided.
 */
@NullMarked
package org.circlejournal.query.release;

import org.jspecify.annotations.NullMarked;
