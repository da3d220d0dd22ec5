package org.circlejournal.standalone;

/** Why the application does not start or go on, in one line for the person who started it. */
final class StartFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartFailed(String message) {
    super(message);
  }

  StartFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
