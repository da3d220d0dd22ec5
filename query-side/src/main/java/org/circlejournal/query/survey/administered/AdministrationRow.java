package org.circlejournal.query.survey.administered;

import org.jspecify.annotations.Nullable;

/**
 * One instrument over the whole installation.
 *
 * @param licence who holds the rights to the wording; null if its definition is not here
 * @param imported whether these were given out elsewhere, and imported
 * @param administrations ballots of waves that have closed, refusals among them, as far as they may
 *     be told
 * @param pendingPlaces places in the circles of all other waves that have closed: how many ballots
 *     these have is not told yet
 */
public record AdministrationRow(
    String instrument,
    @Nullable String licence,
    boolean imported,
    long administrations,
    int pendingPlaces) {}
