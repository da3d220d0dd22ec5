package org.circlejournal.query.session.lightness;

import org.circlejournal.query.door.ReadModel;

/** {@code GET /circles/{id}/lightness}. */
public final class LightnessEndpoint {

  public static final ReadModel MODEL =
      ReadModel.of(LightnessView.VIEW, "do people leave lighter; which tools help")
          .inside(LightnessView.SESSIONS)
          .insideBy("tool", LightnessView.TOOLS)
          .outside(LightnessView.SESSIONS)
          .outsideBy("tool", LightnessView.TOOLS)
          .inPools(SessionRow.class, LightnessPool.Row.class, LightnessPool::rows);

  private LightnessEndpoint() {}
}
