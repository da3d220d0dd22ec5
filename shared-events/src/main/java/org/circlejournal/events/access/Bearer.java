package org.circlejournal.events.access;

import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * Who a token speaks for.
 *
 * @param circle of a member or an invitation; null for staff
 * @param member null unless the token is a member's
 */
public record Bearer(Role role, @Nullable CircleId circle, @Nullable MemberId member) {

  /** Neither circle nor member: this ends up in logs. */
  @Override
  public String toString() {
    return "Bearer[" + role + "]";
  }
}
