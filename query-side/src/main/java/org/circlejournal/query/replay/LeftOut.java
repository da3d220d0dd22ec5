package org.circlejournal.query.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.journal.Chunks;
import org.circlejournal.events.journal.Chunks.Chunk;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.RawEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.query.replay.ReplayOrder.UpTo;
import org.circlejournal.query.view.ViewDefinition;
import org.jspecify.annotations.Nullable;

/** What a replay does not show although the journal has it. */
final class LeftOut {

  private LeftOut() {}

  /** What lies behind the date, and who did not consent to the purpose; null for nothing. */
  static Replay.@Nullable Filter filter(ReplayOrder order, Journal journal, long head)
      throws InterruptedException {
    Consented consented =
        order.purpose() == null ? null : Consented.to(order.purpose(), journal, head);
    if (order.upTo() instanceof UpTo.At at) {
      return (circle, event) ->
          !event.at().isAfter(at.at()) && (consented == null || consented.passes(circle, event));
    }
    return consented;
  }

  /** Who is erased by now must not come back with the past, nor a text that was redacted. */
  static List<Share.Step> takenBack(@Nullable UpTo upTo, Journal journal, long target, long head)
      throws InterruptedException {
    List<Share.Step> steps = new ArrayList<>();
    Instant until = upTo instanceof UpTo.At at ? at.at() : Instant.MIN;
    long after = upTo instanceof UpTo.At ? StoredEvents.BEGINNING : target;
    List<String> names =
        ViewDefinition.TAKING_BACK.stream().map(EventNames::nameOf).sorted().toList();
    try (Chunks chunks = journal.chunks(after, head, names)) {
      for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
        for (RawEvent raw : chunk.events()) {
          if (raw.isFetched()) {
            Share.Step step = Replay.step(raw, journal.decoder());
            if (step.event() != null && step.event().at().isAfter(until)) {
              steps.add(step);
            }
          }
        }
      }
    }
    return steps;
  }
}
