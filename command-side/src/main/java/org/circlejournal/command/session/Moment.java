package org.circlejournal.command.session;

import java.time.Instant;
import org.circlejournal.command.Desk;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.session.SessionEvent;

/**
 * When in a session something happened, and the desk that takes it: a write-up plays a whole
 * session through the same rules, one moment after the other.
 */
record Moment(Desk desk, Instant at) {

  CircleId circleId() {
    return desk.circleId();
  }

  Moment at(Instant other) {
    return new Moment(desk, other);
  }

  void record(SessionEvent event) {
    desk.record(event);
  }
}
