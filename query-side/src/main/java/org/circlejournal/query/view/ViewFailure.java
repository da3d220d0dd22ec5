package org.circlejournal.query.view;

import java.sql.SQLException;
import org.circlejournal.events.journal.UnreadableEvent;

/** A view cannot go on. The message says what and where, and holds nothing of any content. */
public final class ViewFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ViewFailure(String message, Throwable cause) {
    super(message + ": " + describe(cause), cause);
  }

  /** Kind and place of a failure; messages of foreign exceptions may quote content. */
  static String describe(Throwable e) {
    if (e instanceof UnreadableEvent || e instanceof ViewFailure) {
      return String.valueOf(e.getMessage());
    }
    if (e instanceof SQLException sql) {
      return e.getClass().getSimpleName() + " " + sql.getSQLState();
    }
    return e.getClass().getSimpleName();
  }
}
