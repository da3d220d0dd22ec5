package org.circlejournal.command.door;

import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * Who stands at the door, as long as the request lasts.
 *
 * @param token as shown; empty without one
 */
record Caller(Bearer bearer, String token) {

  Role role() {
    return bearer.role();
  }

  @Nullable MemberId member() {
    return bearer.member();
  }

  @Override
  public String toString() {
    return "Caller[" + role() + "]";
  }
}
