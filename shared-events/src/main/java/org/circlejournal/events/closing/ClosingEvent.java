package org.circlejournal.events.closing;

import java.time.Instant;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.Sealed;

/** What the circle carries forward. */
public sealed interface ClosingEvent extends JournalEvent {

  /** One of the three closing questions was answered; the code is inside the sealed text. */
  record ReflectionRecorded(CircleId circleId, Instant at, Question question, Sealed text)
      implements ClosingEvent {}

  record RippleNoted(CircleId circleId, Instant at, Ripple ripple) implements ClosingEvent {}

  /** What has this meant, how have you changed, what will you carry forward. */
  enum Question {
    MEANING,
    CHANGE,
    CARRY_FORWARD
  }

  /** What somebody did differently at work; never who. */
  enum Ripple {
    ASKED_FOR_HELP,
    OFFERED_HELP,
    SET_A_LIMIT,
    SAID_NO,
    COLLABORATED,
    SPOKE_UP
  }
}
