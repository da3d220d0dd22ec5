package org.circlejournal.command.door;

import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * Who stands at the door, as long as the request lasts.
 *
 * @param circle of a member or an invitation; null for anybody else
 * @param token as shown; empty without one
 */
record Caller(Role role, @Nullable CircleId circle, @Nullable MemberId member, String token) {

  @Override
  public String toString() {
    return "Caller[" + role + "]";
  }
}
