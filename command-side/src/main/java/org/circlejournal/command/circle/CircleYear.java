package org.circlejournal.command.circle;

import static org.circlejournal.command.Refusal.AT_IN_FUTURE;

import java.time.Duration;
import java.time.Instant;
import org.circlejournal.command.Command;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Refused;
import org.circlejournal.command.closing.ClosingCommand;
import org.circlejournal.command.closing.ClosingRoom;
import org.circlejournal.command.consent.ConsentCommand;
import org.circlejournal.command.consent.ConsentRoom;
import org.circlejournal.command.session.SessionCommand;
import org.circlejournal.command.session.SessionRoom;
import org.circlejournal.command.survey.SurveyCommand;
import org.circlejournal.command.survey.SurveyRoom;
import org.circlejournal.command.theme.ThemeCommand;
import org.circlejournal.command.theme.ThemeRoom;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.theme.ThemeEvent;

/**
 * One circle's year: all rooms with what they know, and nothing of any framework. {@link #decide}
 * checks the rules and records events; {@link #evolve} lets the rooms know them.
 */
public final class CircleYear {

  private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private final CircleRoom circle = new CircleRoom(this);
  private final SessionRoom session = new SessionRoom(this);
  private final ThemeRoom theme = new ThemeRoom(this);
  private final SurveyRoom survey = new SurveyRoom(this);
  private final ConsentRoom consent = new ConsentRoom(this);
  private final ClosingRoom closing = new ClosingRoom(this);

  public CircleRoom circle() {
    return circle;
  }

  public SessionRoom session() {
    return session;
  }

  public ThemeRoom theme() {
    return theme;
  }

  public SurveyRoom survey() {
    return survey;
  }

  public ConsentRoom consent() {
    return consent;
  }

  public ClosingRoom closing() {
    return closing;
  }

  /**
   * Decides on a command: records its events at the desk, after those that fell due before it.
   *
   * @throws Refused if a rule says no; what was recorded at the desk is then void
   */
  public void decide(Command command, Desk desk) {
    try {
      fallDue(desk);
      dispatch(command, desk);
    } catch (Refused e) {
      // A time in the future is the first of the conflicts; what is misspelt or missing comes
      // first.
      if (e.refusal().status() >= AT_IN_FUTURE.status()) {
        requireNotInFuture(desk.at(), desk);
      }
      throw e;
    }
    requireNotInFuture(desk.at(), desk);
  }

  private void dispatch(Command command, Desk desk) {
    if (command instanceof CircleCommand c) {
      circle.decide(c, desk);
    } else if (command instanceof SessionCommand c) {
      session.decide(c, desk);
    } else if (command instanceof ThemeCommand c) {
      theme.decide(c, desk);
    } else if (command instanceof SurveyCommand c) {
      survey.decide(c, desk);
    } else if (command instanceof ConsentCommand c) {
      consent.decide(c, desk);
    } else if (command instanceof ClosingCommand c) {
      closing.decide(c, desk);
    } else {
      throw new IllegalStateException("no room for " + command.getClass().getName());
    }
  }

  /** 409 for what has not happened yet; clocks may differ by a minute. */
  public static void requireNotInFuture(Instant at, Desk desk) {
    if (at.isAfter(desk.now().plus(CLOCK_SKEW))) {
      throw new Refused(AT_IN_FUTURE);
    }
  }

  /**
   * Records what the clock has brought about by {@code desk.now()}: waves close, the book seals.
   */
  public void fallDue(Desk desk) {
    if (circle.founded()) {
      survey.fallDue(desk);
      circle.fallDue(desk);
    }
  }

  /**
   * Lets the rooms know an event.
   *
   * @param version its sequence number in the circle's stream
   */
  public void evolve(JournalEvent event, long version) {
    if (event instanceof SessionEvent e) {
      session.evolve(e, version);
    } else if (event instanceof CircleEvent e) {
      circle.evolve(e);
    } else if (event instanceof ThemeEvent e) {
      theme.evolve(e);
    } else if (event instanceof SurveyEvent e) {
      survey.evolve(e);
    } else if (event instanceof ConsentEvent e) {
      consent.evolve(e);
    } else if (event instanceof ClosingEvent e) {
      closing.evolve(e);
    } else {
      throw new IllegalStateException("no room for " + event.getClass().getName());
    }
  }
}
