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
 * @param name of staff, as their issuer names them ({@code sub}); null where a token is a role's
 */
public record Bearer(
    Role role,
    @Nullable CircleId circle,
    @Nullable MemberId member,
    @Nullable Set<String> workplaces,
    @Nullable String name) {

  /** Of a member or an invitation, or of staff for all workplaces. */
  public Bearer(Role role, @Nullable CircleId circle, @Nullable MemberId member) {
    this(role, circle, member, null, null);
  }

  /**
   * Staff that has a name.
   *
   * @param workplaces null for all
   */
  public static Bearer named(Role role, @Nullable Set<String> workplaces, @Nullable String name) {
    return new Bearer(role, null, null, workplaces == null ? null : Set.copyOf(workplaces), name);
  }

  /** Whether staff may know circles of this workplace; a member's circle is another question. */
  public boolean mayKnow(String workplace) {
    return workplaces == null || workplaces.contains(workplace);
  }

  /** Neither circle nor member nor name: this ends up in logs. */
  @Override
  public String toString() {
    return "Bearer[" + role + "]";
  }
}
