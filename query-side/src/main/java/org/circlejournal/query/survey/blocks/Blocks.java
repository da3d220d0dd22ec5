package org.circlejournal.query.survey.blocks;

import java.util.List;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.query.view.Lists;

/** The blocks of one scale, in the order in which they were glued. */
public record Blocks(List<BlockRow> rows) {

  static final Blocks NONE = new Blocks(List.of());

  public Blocks {
    rows = List.copyOf(rows);
  }

  Blocks glued(CirclesGlued e) {
    return new Blocks(
        Lists.plus(rows, new BlockRow(e.block().value(), e.workplace(), e.circles().size())));
  }
}
