package org.circlejournal.query.session.attendance;

import java.time.Instant;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One session that has started, as its circle sees it.
 *
 * @param plannedAt its current date; null if it has none
 * @param members joined and not left at its close, or now while it is open
 * @param present in person or remote
 * @param absent members − present − apologies, and not below 0: who was there and left the circle
 *     before the close is present and no member
 * @param share present / members, 4 decimals, and not above 1
 * @param retention members / ever joined, 4 decimals
 */
record SessionRow(
    int session,
    @Nullable ZonedDateTime plannedAt,
    Instant startedAt,
    int members,
    int present,
    int remote,
    int apologies,
    int absent,
    @Nullable Double share,
    @Nullable Double retention) {}
