package org.circlejournal.query.session.lightness;

import org.jspecify.annotations.Nullable;

/**
 * The pulses of one session that closed, as they left. Pulses say how heavy it is, 0 to 10: less is
 * lighter.
 *
 * @param n people who gave one; null if withheld
 * @param arriving mean
 * @param leaving mean, of the same people
 * @param change leaving − arriving
 * @param low of the 95% t interval of the paired change; null below 2k people
 * @param withheld why figures are null, or rounded; null if neither
 */
record SessionRow(
    int session,
    @Nullable Integer n,
    @Nullable Double arriving,
    @Nullable Double leaving,
    @Nullable Double change,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable String withheld) {}
