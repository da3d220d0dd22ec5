package org.circlejournal.events.journal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a command stores beside its events, in the same transaction. It may be run more than once
 * (after a rollback), so it must not act outside the connection; it neither commits nor closes it.
 */
@FunctionalInterface
public interface Work {

  /**
   * @throws RuntimeException to refuse: nothing of this command is stored, and the exception
   *     reaches the command's caller as it is
   */
  void in(Connection connection) throws SQLException;
}
