package org.circlejournal.query.door;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/** What views showed of circles at a point of the past. */
interface Then {

  /** In the order of their ids; only of circles that were there. */
  <R extends Record> Map<CircleId, List<R>> rows(
      ViewDefinition<?> view, Sheet<?, R> sheet, Collection<CircleId> circles);
}
