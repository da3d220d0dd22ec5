package org.circlejournal.query.circle.circles;

import org.circlejournal.events.access.Role;
import org.circlejournal.query.door.ReadModel;

/** {@code GET /circles} and {@code GET /circles/{id}}. */
public final class CirclesEndpoint {

  public static final ReadModel MODEL =
      ReadModel.of(CirclesView.VIEW, "which circles there are, and how far they have come")
          .inside(CirclesView.CIRCLES, CircleRow.Inside.class, CircleRow::inside)
          .outside(CirclesView.CIRCLES, CircleRow.Outside.class, CircleRow::outside)
          .alsoFor(Role.STEWARD);

  private CirclesEndpoint() {}
}
