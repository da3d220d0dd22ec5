package org.circlejournal.query.session.attendance;

import org.circlejournal.events.circle.MemberId;

/** How one member was at one session. */
record MemberRow(MemberId memberId, int session, Status status) {

  enum Status {
    /** In person. */
    PRESENT,
    REMOTE,
    NOT_PRESENT
  }
}
