package org.circlejournal.query.audit.checks;

import java.util.HashMap;
import java.util.Map;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleEvent.ClosingProposed;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.survey.SurveyEvent;
import org.jspecify.annotations.Nullable;

/**
 * A stream begins with the founding, has no gap and is of one circle; a closed circle has surveys,
 * consents and closing words only; a sealed one withdrawals and erasures; an erased one what
 * completes them.
 */
final class WithinTheYear extends Check {

  private enum Stage {
    OPEN,
    CLOSED,
    SEALED,
    ERASED
  }

  private final Map<String, Long> last = new HashMap<>();
  private final Map<String, Stage> stages = new HashMap<>();
  private long recorded; // microseconds since 1970, the latest so far

  WithinTheYear() {
    super(
        "within-the-year",
        "Does every event stand in its circle's life, in order, without a gap?",
        "Recording times that fall by up to a minute, as nodes have clocks of their own; rules of"
            + " single commands.");
  }

  @Override
  void see(Seen seen) {
    String stream = seen.leaf().stream();
    long sequence = seen.leaf().sequence();
    long before = last.getOrDefault(stream, -1L);
    last.put(stream, sequence);
    boolean holds = sequence == before + 1 && seen.leaf().recordedMicros() >= recorded - MINUTE;
    recorded = Math.max(recorded, seen.leaf().recordedMicros());
    if (seen.event() != null) {
      holds &= seen.event().circleId().equals(seen.circle());
    }
    if (!seen.inLedger() && seen.event() != null) {
      holds &= (sequence == 0) == (seen.event() instanceof CircleFounded);
      holds &= mayStand(seen, stages.getOrDefault(stream, Stage.OPEN));
      move(stream, seen);
    }
    require(holds, seen.place());
  }

  /** Nodes write by their own clocks; in microseconds. */
  private static final long MINUTE = 60_000_000;

  /** A stage is never taken back: a closing after the sealing opens nothing again. */
  private void move(String stream, Seen seen) {
    Stage next = next(seen.event());
    stages.merge(stream, next, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  private static Stage next(@Nullable JournalEvent event) {
    if (event instanceof CircleErased) {
      return Stage.ERASED;
    } else if (event instanceof CircleSealed) {
      return Stage.SEALED;
    }
    return event instanceof CircleClosed ? Stage.CLOSED : Stage.OPEN;
  }

  private static boolean mayStand(Seen seen, Stage stage) {
    Object event = seen.event();
    return switch (stage) {
      case OPEN -> true;
      case CLOSED ->
          event instanceof SurveyEvent
              || event instanceof ConsentEvent
              || event instanceof ClosingEvent
              || event instanceof CircleSealed
              || event instanceof CircleErased
              || event instanceof ClosingProposed;
      case SEALED ->
          (event instanceof ConsentEvent && !(event instanceof ConsentGiven))
              || event instanceof CircleErased
              || event instanceof ClosingProposed;
      case ERASED -> event instanceof ErasureCompleted;
    };
  }
}
