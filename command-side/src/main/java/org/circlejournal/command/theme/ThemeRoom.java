package org.circlejournal.command.theme;

import java.util.LinkedHashMap;
import java.util.Map;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.events.theme.ThemeId;

/** The board. */
public final class ThemeRoom {

  private final CircleYear year;
  private final Cases<ThemeCommand, Desk> decisions = new Cases<>();

  private final Map<ThemeId, ThemeEvent> board = new LinkedHashMap<>();

  public ThemeRoom(CircleYear year) {
    this.year = year;
  }

  public void decide(ThemeCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  public boolean has(ThemeId theme) {
    return board.containsKey(theme);
  }

  public void evolve(ThemeEvent event) {
    board.put(event.theme(), event);
  }
}
