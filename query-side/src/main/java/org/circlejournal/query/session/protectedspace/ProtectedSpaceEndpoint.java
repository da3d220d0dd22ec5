package org.circlejournal.query.session.protectedspace;

import org.circlejournal.events.access.Role;
import org.circlejournal.query.door.ReadModel;

/** {@code GET /circles/{id}/protected-space}. */
public final class ProtectedSpaceEndpoint {

  /** A steward replans sessions, and must see the plan. */
  public static final ReadModel MODEL =
      ReadModel.of(ProtectedSpaceView.VIEW, "planned against held, and why not")
          .inside(ProtectedSpaceView.SESSIONS)
          .outside(ProtectedSpaceView.SESSIONS)
          .inPools(SpaceRow.class, SpacePool.Row.class, SpacePool::rows)
          .alsoFor(Role.STEWARD);

  private ProtectedSpaceEndpoint() {}
}
