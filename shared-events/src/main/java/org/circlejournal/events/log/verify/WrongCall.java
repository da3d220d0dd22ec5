package org.circlejournal.events.log.verify;

/** The verifier was called in a way that means nothing. */
final class WrongCall extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongCall(String why) {
    super(why, null, false, false);
  }
}
