package org.circlejournal.command.consent;

import java.util.List;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;

/**
 * The eraser's order: the keys are destroyed, and the circle's journal is to say so.
 *
 * @param version of the circle when nothing was left to be destroyed
 * @param completed of one lane
 */
public record CompleteErasures(
    @TargetAggregateIdentifier CircleId circleId, long version, List<ErasureCompleted> completed) {

  /** No principals: this ends up in logs. */
  @Override
  public String toString() {
    return "CompleteErasures[" + circleId + "]";
  }
}
