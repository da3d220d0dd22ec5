package org.circlejournal.standalone;

/** Why the application does not start or go on, in one line for the person who started it. */
public final class StartFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StartFailed(String message) {
    super(message);
  }

  public StartFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
