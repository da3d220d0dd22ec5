package org.circlejournal.command.closing;

import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.events.closing.ClosingEvent;

/** Closing words and ripples. */
public final class ClosingRoom {

  private final CircleYear year;
  private final Cases<ClosingCommand, Desk> decisions = new Cases<>();

  public ClosingRoom(CircleYear year) {
    this.year = year;
  }

  public void decide(ClosingCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  public void evolve(ClosingEvent event) {}
}
