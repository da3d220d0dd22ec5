package org.circlejournal.query.session.protectedspace;

import java.time.Instant;
import java.time.ZonedDateTime;
import org.circlejournal.events.session.SessionEvent.DecidedBy;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.jspecify.annotations.Nullable;

/**
 * One planned session.
 *
 * @param plannedAt its current date, or the one that fell away when it was cancelled; null when
 *     there is no new date yet
 * @param heldAt when it started; null if it did not
 * @param heldMinutes from start to close, interruptions included; null before the close
 * @param interruptedMinutes minutes lost to interruptions; null if it was not held
 * @param reason of the last move or cancellation, or of an early close if it was never moved
 * @param leadHours date before the move − time of the move, whole hours, floored
 * @param earlyWarning of this and the two sessions before it, two were moved or cancelled for
 *     service pressure
 */
record SpaceRow(
    int session,
    @Nullable ZonedDateTime plannedAt,
    @Nullable Instant heldAt,
    State state,
    int plannedMinutes,
    @Nullable Long heldMinutes,
    @Nullable Integer interruptedMinutes,
    @Nullable MoveReason reason,
    @Nullable DecidedBy decidedBy,
    @Nullable Long leadHours,
    boolean earlyWarning) {

  enum State {
    PLANNED,
    HELD,
    POSTPONED,
    CANCELLED,
    NOT_HELD
  }
}
