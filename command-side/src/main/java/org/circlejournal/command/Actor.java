package org.circlejournal.command;

import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.survey.SurveyCode;
import org.jspecify.annotations.Nullable;

/**
 * Who asks. Lives as long as the request: none of it enters the journal's metadata but the role.
 *
 * @param member the member whose token was shown; null for staff and for the circle's own clockwork
 * @param code that member's survey code; only for commands of the code's lane, which never leave
 *     this process
 */
public record Actor(Role role, @Nullable MemberId member, @Nullable SurveyCode code) {

  @Override
  public String toString() {
    return "Actor[" + role + "]";
  }
}
