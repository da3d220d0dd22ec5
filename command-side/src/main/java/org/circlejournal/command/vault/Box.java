package org.circlejournal.command.vault;

import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.Wave;

/**
 * A ballot box of one circle.
 *
 * @param name {@code session-3}, {@code wave-baseline-cbi}, {@code closing-words}
 */
public record Box(CircleId circle, String name) {

  /** Pulses and ratings of one session, by member. */
  public static Box session(CircleId circle, int session) {
    return new Box(circle, "session-" + session);
  }

  /** Answers of one wave to one instrument, by code. */
  public static Box wave(CircleId circle, Wave wave, String instrument) {
    return new Box(circle, "wave-" + wave + "-" + instrument);
  }

  /** Closing words, by code and question. */
  public static Box closingWords(CircleId circle) {
    return new Box(circle, "closing-words");
  }

  /**
   * Whether this event closes what the box belongs to: its ballots are then in the journal, or were
   * too late for it.
   */
  boolean closedBy(JournalEvent event) {
    if (event instanceof SessionClosed e) {
      return name.equals("session-" + e.session());
    }
    if (event instanceof SurveyWaveClosed e) {
      return name.startsWith("wave-" + e.wave() + "-")
          || (e.wave().equals(Wave.ENDPOINT) && name.equals("closing-words"));
    }
    return event instanceof CircleSealed;
  }
}
