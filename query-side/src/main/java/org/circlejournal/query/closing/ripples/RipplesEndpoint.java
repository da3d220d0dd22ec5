package org.circlejournal.query.closing.ripples;

import org.circlejournal.query.door.ReadModel;

/** {@code GET /circles/{id}/ripples}. */
public final class RipplesEndpoint {

  public static final ReadModel MODEL =
      ReadModel.of(RipplesView.VIEW, "what people carried into their work")
          .inside(RipplesView.MONTHS)
          .outside(RipplesView.BLOCKS)
          .inPools(BlockRow.class, RipplesPool.Row.class, RipplesPool::rows);

  private RipplesEndpoint() {}
}
