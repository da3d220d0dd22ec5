package org.circlejournal.command.session;

import java.time.LocalDateTime;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The year's sessions by number, with their current dates, local in the circle's zone. */
final class Plan {

  /**
   * @param date current date; null when there is none (yet)
   * @param latest the latest date there was: what a correction's time runs from
   */
  private record Planned(@Nullable LocalDateTime date, LocalDateTime latest, boolean cancelled) {}

  private final TreeMap<Integer, Planned> sessions = new TreeMap<>();

  void dates(int from, List<LocalDateTime> dates) {
    for (int i = 0; i < dates.size(); i++) {
      move(from + i, dates.get(i));
    }
  }

  /** A new date also brings back a session that was cancelled. */
  void move(int session, @Nullable LocalDateTime to) {
    sessions.put(session, new Planned(to, to == null ? latest(session) : to, false));
  }

  void cancel(int session) {
    sessions.put(session, new Planned(null, latest(session), true));
  }

  boolean has(int session) {
    return sessions.containsKey(session);
  }

  @Nullable LocalDateTime date(int session) {
    return planned(session).date();
  }

  LocalDateTime latest(int session) {
    return planned(session).latest();
  }

  boolean cancelled(int session) {
    return planned(session).cancelled();
  }

  /** Date of the next session that has one; null if none has. */
  @Nullable LocalDateTime dateAfter(int session) {
    for (Planned later : sessions.tailMap(session, false).values()) {
      if (later.date() != null) {
        return later.date();
      }
    }
    return null;
  }

  /** Number of the last planned session; 0 before there is a plan. */
  int last() {
    return sessions.isEmpty() ? 0 : sessions.lastKey();
  }

  private Planned planned(int session) {
    Planned planned = sessions.get(session);
    if (planned == null) {
      throw new IllegalStateException("session " + session + " is not in the plan");
    }
    return planned;
  }
}
