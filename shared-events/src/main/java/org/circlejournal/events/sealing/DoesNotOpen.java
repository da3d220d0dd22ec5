package org.circlejournal.events.sealing;

import org.jspecify.annotations.Nullable;

/** What is sealed was not sealed with this key, for this, or was altered. */
public final class DoesNotOpen extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public DoesNotOpen(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
