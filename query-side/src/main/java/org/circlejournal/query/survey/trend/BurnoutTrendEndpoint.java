package org.circlejournal.query.survey.trend;

import org.circlejournal.query.door.ReadModel;
import org.circlejournal.query.survey.blocks.BlocksView;

/** {@code GET /circles/{id}/burnout-trend}: the same rows inside and outside, for they left. */
public final class BurnoutTrendEndpoint {

  public static final ReadModel MODEL =
      ReadModel.of(BurnoutTrendView.VIEW, "each scale at each wave, and each contrast")
          .inside(BurnoutTrendView.ROWS)
          .outside(BurnoutTrendView.ROWS)
          .inPoolsWithBlocks(
              BlocksView.VIEW,
              BlocksView.BLOCKS,
              TrendRow.class,
              TrendPool.Row.class,
              TrendPool::rows);

  private BurnoutTrendEndpoint() {}
}
