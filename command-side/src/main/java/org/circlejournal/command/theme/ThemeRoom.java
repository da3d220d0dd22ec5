package org.circlejournal.command.theme;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.events.theme.ThemeEvent.ThemeRetired;
import org.circlejournal.events.theme.ThemeId;

/** The board. */
public final class ThemeRoom {

  private final CircleYear year;
  private final Cases<ThemeCommand, Desk> decisions = new Cases<>();

  private final Map<ThemeId, ThemeEvent> board = new LinkedHashMap<>();
  private final Set<ThemeId> retired = new HashSet<>();

  public ThemeRoom(CircleYear year) {
    this.year = year;
  }

  public void decide(ThemeCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  public boolean has(ThemeId theme) {
    return board.containsKey(theme);
  }

  /** Whether the theme was on the board and takes no more entries. */
  public boolean retired(ThemeId theme) {
    return retired.contains(theme);
  }

  public void evolve(ThemeEvent event) {
    board.put(event.theme(), event);
    if (event instanceof ThemeRetired) {
      retired.add(event.theme());
    }
  }
}
