package org.circlejournal.query.consent;

import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * How many people of a circle consented to a purpose, as it was counted in a month.
 *
 * @param month {@code 2026-03}, UTC; null while nothing could be shown
 * @param given people whose consent stood; {@code notGiven} the others of the lane
 * @param withheld why there is no count; null where there is one
 */
public record CountRow(
    Purpose purpose,
    @Nullable String month,
    @Nullable Integer given,
    @Nullable Integer notGiven,
    @Nullable String withheld) {}
