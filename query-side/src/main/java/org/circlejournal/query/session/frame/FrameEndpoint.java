package org.circlejournal.query.session.frame;

import org.circlejournal.query.door.ReadModel;

/** {@code GET /circles/{id}/frame}. */
public final class FrameEndpoint {

  public static final ReadModel MODEL =
      ReadModel.of(FrameView.VIEW, "is the rhythm kept")
          .inside(FrameView.PHASES)
          .insideBy("slip", FrameView.SLIPS)
          .outside(FrameView.PHASES)
          .inPools(PhaseRow.class, FramePool.Row.class, FramePool::rows)
          .outsideBy("slip", FrameView.BLOCKS);

  private FrameEndpoint() {}
}
