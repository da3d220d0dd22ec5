package org.circlejournal.query.survey.released;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A statistic that left, or was withheld.
 *
 * @param position in the journal
 * @param measure instrument, scale, and wave or contrast: {@code cbi work baseline-endpoint}; or of
 *     a session {@code pulse session 3} and {@code pulse breathing session 3}
 * @param setId random name of the set of people; rows of one moment over the same people share it
 * @param n people behind the figures; null when withheld
 * @param k least number of people, of the circle or the most careful circle of a block
 * @param withheld why figures are null; null when none are
 */
public record ReleaseRow(
    long position,
    Instant recordedAt,
    String measure,
    String setId,
    @Nullable Integer n,
    int k,
    @Nullable String withheld) {}
