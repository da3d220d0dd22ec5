package org.circlejournal.query.view;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work on one connection, in one transaction; the connection goes back as it came. */
public final class Atomically {

  /** What is done; it may throw what it likes. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T on(Connection connection) throws SQLException, E;
  }

  private Atomically() {}

  /** Commits what was done when it returns, and takes it back when it throws. */
  public static <T, E extends Exception> T write(DataSource dataSource, Work<T, E> work)
      throws SQLException, E {
    try (Connection c = dataSource.getConnection()) {
      c.setAutoCommit(false);
      try {
        T result = work.on(c);
        c.commit();
        return result;
      } finally {
        c.rollback();
        c.setAutoCommit(true);
      }
    }
  }

  /** All that is read stands at one moment. */
  public static <T, E extends Exception> T read(DataSource dataSource, Work<T, E> work)
      throws SQLException, E {
    try (Connection c = dataSource.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try {
        return work.on(c);
      } finally {
        c.rollback();
        c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        c.setReadOnly(false);
        c.setAutoCommit(true);
      }
    }
  }
}
