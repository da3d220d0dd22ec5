package org.circlejournal.command.door;

import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.Circle;

/**
 * Whether a refused command left anything behind. Axon drops a circle from its cache at every
 * rollback, and a circle that is refused something would be read from the journal again: a refusal
 * is an answer, and the loaded circle stays good if nothing was recorded before it.
 */
final class Touched {

  private Touched() {}

  static boolean rollBackOn(Throwable thrown) {
    return !(thrown instanceof Refused)
        || !CurrentUnitOfWork.get().resources().containsKey(Circle.UNTOUCHED);
  }
}
