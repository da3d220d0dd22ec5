package org.circlejournal.command.theme;

import static org.circlejournal.command.Refusal.THEME_RETIRED;
import static org.circlejournal.command.Refusal.THEME_UNKNOWN;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Refused;
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

  /** 404 unless the theme was ever on the board. */
  public void requireKnown(ThemeId theme) {
    if (!board.containsKey(theme)) {
      throw new Refused(THEME_UNKNOWN);
    }
  }

  /** 409 if the theme was retired. */
  public void requireNotRetired(ThemeId theme) {
    if (retired.contains(theme)) {
      throw new Refused(THEME_RETIRED);
    }
  }

  public void evolve(ThemeEvent event) {
    board.put(event.theme(), event);
    if (event instanceof ThemeRetired) {
      retired.add(event.theme());
    }
  }
}
