package org.circlejournal.command.session;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.events.session.SessionEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.jspecify.annotations.Nullable;

/** What may happen in a session, and when. */
public final class SessionRoom {

  private final CircleYear year;
  private final Cases<SessionCommand, Desk> decisions = new Cases<>();

  /** Planned date of each session by number, local; null when there is none yet. */
  private final TreeMap<Integer, @Nullable LocalDateTime> plan = new TreeMap<>();

  private final Map<Long, Retractable> entries = new HashMap<>();
  private int open;
  private int lastHeld;

  public SessionRoom(CircleYear year) {
    this.year = year;
  }

  public void decide(SessionCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  /** Number of the open session, or 0. */
  public int open() {
    return open;
  }

  /** Highest number of a session that was started. */
  public int lastHeld() {
    return lastHeld;
  }

  /** Sets the dates from a session on. */
  public void plan(int from, List<LocalDateTime> dates) {
    for (int i = 0; i < dates.size(); i++) {
      plan.put(from + i, dates.get(i));
    }
  }

  public void evolve(SessionEvent event, long version) {
    if (event instanceof Retractable e) {
      entries.put(version, e);
    }
    if (event instanceof SessionStarted e) {
      open = e.session();
      lastHeld = Math.max(lastHeld, e.session());
    } else if (event instanceof SessionClosed) {
      open = 0;
    }
  }
}
