package org.circlejournal.events.access;

import java.util.Set;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * Who a token speaks for.
 *
 * @param circle of a member or an invitation; null for staff
 * @param member null unless the token is a member's
 * @param workplaces of staff: those whose circles it may know; null for all, and for members and
 *     invitations, which know their circle only
 */
public record Bearer(
    Role role,
    @Nullable CircleId circle,
    @Nullable MemberId member,
    @Nullable Set<String> workplaces) {

  /** Of a member or an invitation, or of staff for all workplaces. */
  public Bearer(Role role, @Nullable CircleId circle, @Nullable MemberId member) {
    this(role, circle, member, null);
  }

  /** Staff of these workplaces only. */
  public static Bearer ofWorkplaces(Role role, Set<String> workplaces) {
    return new Bearer(role, null, null, Set.copyOf(workplaces));
  }

  /** Whether staff may know circles of this workplace; a member's circle is another question. */
  public boolean mayKnow(String workplace) {
    return workplaces == null || workplaces.contains(workplace);
  }

  /** Neither circle nor member: this ends up in logs. */
  @Override
  public String toString() {
    return "Bearer[" + role + "]";
  }
}
