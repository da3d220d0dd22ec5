package org.circlejournal.command;

import java.util.List;
import java.util.Map;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/**
 * What came of a command.
 *
 * @param version sequence number of the stream's last event; the first event is 0
 * @param events names of the events, in order
 * @param created ids given out, e.g. {@code theme → i1}; null when none were
 * @param proposed true when another member must ask for the same; else null
 * @param ballot {@code received} or {@code taken-back} when the command went into a box; else null
 * @param advice sentences that the caller should read; null when there is nothing to say
 */
public record Answer(
    CircleId circleId,
    long version,
    List<String> events,
    @Nullable Map<String, String> created,
    @Nullable Boolean proposed,
    @Nullable String ballot,
    @Nullable List<String> advice) {}
