package org.circlejournal.events.log;

/** A proof, checkpoint, tile or key that proves nothing; the message says why, in one line. */
public final class NotProven extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotProven(String why) {
    super(why, null, false, false); // an answer, not an error
  }
}
