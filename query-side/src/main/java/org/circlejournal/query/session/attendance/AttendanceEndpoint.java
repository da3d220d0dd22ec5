package org.circlejournal.query.session.attendance;

import org.circlejournal.query.door.ReadModel;

/** {@code GET /circles/{id}/attendance}. */
public final class AttendanceEndpoint {

  public static final ReadModel MODEL =
      ReadModel.of(AttendanceView.VIEW, "who came, who stayed")
          .inside(AttendanceView.SESSIONS)
          .insideBy("member", AttendanceView.MEMBERS)
          .outside(AttendanceView.BLOCKS)
          .inPools(BlockRow.class, AttendancePool.Row.class, AttendancePool::rows);

  private AttendanceEndpoint() {}
}
