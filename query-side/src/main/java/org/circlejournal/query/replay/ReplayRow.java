package org.circlejournal.query.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replay as it stands, and when it has ended its receipt.
 *
 * @param id to ask for it again
 * @param views names as in a URL
 * @param generations what it writes, in the order of the views
 * @param upTo as it was asked: {@code at}, {@code recorded} or {@code position}, and a value; null
 *     for the head of the journal at the start
 * @param purpose members who did not consent to it are left out; null for everybody
 * @param state running, complete, promoted, failed or cancelled
 * @param position the last event that was folded
 * @param target the last event that will be
 * @param events that were read until now
 * @param eventsPerSecond on the average since the start
 * @param remainingSeconds at that rate; null when it has ended
 * @param checksum of all generations together, keyed; null until it is complete
 * @param error where and why it failed; null if it did not
 * @param receipt what the figures made from it rest on; null until it is complete
 */
public record ReplayRow(
    String id,
    List<String> views,
    List<String> generations,
    @Nullable String upTo,
    @Nullable String purpose,
    String state,
    long position,
    long target,
    long events,
    long eventsPerSecond,
    @Nullable Long remainingSeconds,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String checksum,
    @Nullable String error,
    @Nullable JsonNode receipt) {

  /** What {@code state} can say. */
  public static final List<String> STATES =
      List.of("running", "complete", "promoted", "failed", "cancelled");

  /** Whether it goes on. */
  public boolean isRunning() {
    return state.equals("running");
  }

  /** The same with another receipt. */
  public ReplayRow with(@Nullable JsonNode other) {
    return new ReplayRow(
        id,
        views,
        generations,
        upTo,
        purpose,
        state,
        position,
        target,
        events,
        eventsPerSecond,
        remainingSeconds,
        startedAt,
        endedAt,
        checksum,
        error,
        other);
  }
}
