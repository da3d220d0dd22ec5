package org.circlejournal.command.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.session.SessionEvent;
import org.circlejournal.events.session.SessionEvent.SessionCancelled;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.jspecify.annotations.Nullable;

/** What the room knows: the plan, and the sessions that were started. */
final class Sessions {

  /** A day more than the corrections last, because clocks differ. */
  private static final Duration REMEMBERED = HeldSession.CORRECTIONS.plusDays(1);

  private final Plan plan = new Plan();
  private final TreeMap<Integer, HeldSession> held = new TreeMap<>();
  private int open;

  Plan plan() {
    return plan;
  }

  @Nullable HeldSession held(int session) {
    return held.get(session);
  }

  /** Number of the open session, or 0. */
  int open() {
    return open;
  }

  /** Highest number of a session that was started, or 0. */
  int lastHeld() {
    return held.isEmpty() ? 0 : held.lastKey();
  }

  void evolve(SessionEvent event, long version, Set<MemberId> currentMembers) {
    if (event instanceof SessionStarted e) {
      forgetOldEntries(e.at());
      open = e.session();
      held.put(e.session(), new HeldSession(Rhythm.of(e.session(), plan.last()), e.at()));
    } else if (event instanceof SessionPostponed e) {
      plan.move(e.session(), e.to());
    } else if (event instanceof SessionCancelled e) {
      plan.cancel(e.session());
    } else {
      HeldSession session = held.get(event.session());
      if (session == null) {
        throw new IllegalStateException(
            "event " + version + ": session " + event.session() + " was not started");
      }
      session.evolve(event, version, currentMembers);
      if (event instanceof SessionClosed) {
        open = 0;
      }
    }
  }

  /**
   * Nothing is recorded before it happened; so once something happened later than the corrections
   * of a session last, they are over.
   */
  private void forgetOldEntries(Instant at) {
    for (HeldSession session : held.values()) {
      Instant closedAt = session.closedAt();
      if (closedAt != null && at.isAfter(closedAt.plus(REMEMBERED))) {
        session.forgetEntries();
      }
    }
  }
}
