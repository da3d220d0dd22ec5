package org.circlejournal.events;

/** A file of the operator cannot be used as it is, and nothing starts with it. */
public final class WrongFile extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message a line for each flaw: file, line, place, reason
   */
  public WrongFile(String message) {
    super(message);
  }
}
