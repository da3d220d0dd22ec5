package org.circlejournal.query.view;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.ConnectionWrapperFactory;
import org.axonframework.common.jdbc.ConnectionWrapperFactory.NoOpCloseHandler;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;

/**
 * One connection per thread and transaction, so that rows, states, token and notifications commit
 * together. Where a transaction is open, an inner one joins it.
 */
final class Transactions implements TransactionManager, ConnectionProvider {

  private static final NoOpCloseHandler LEFT_OPEN = new NoOpCloseHandler();

  private final DataSource dataSource;

  @SuppressWarnings("ThreadLocalUsage") // one per view, and views live as long as the process
  private final ThreadLocal<@Nullable Connection> current = new ThreadLocal<>();

  Transactions(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The transaction's connection; to close it does nothing. */
  @Override
  public Connection getConnection() {
    Connection connection = current.get();
    if (connection == null) {
      throw new IllegalStateException("no transaction on this thread");
    }
    return ConnectionWrapperFactory.wrap(connection, LEFT_OPEN);
  }

  @Override
  public Transaction startTransaction() {
    if (current.get() != null) {
      return new Inner();
    }
    try {
      Connection connection = dataSource.getConnection();
      connection.setAutoCommit(false);
      current.set(connection);
      return new Outer(connection);
    } catch (SQLException e) {
      throw new ViewFailure("no connection", e);
    }
  }

  private record Inner() implements Transaction {
    @Override
    public void commit() {}

    @Override
    public void rollback() {}
  }

  private final class Outer implements Transaction {
    private final Connection connection;

    Outer(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void commit() {
      try (connection) {
        connection.commit();
      } catch (SQLException e) {
        throw new ViewFailure("cannot commit", e);
      } finally {
        current.remove();
      }
    }

    @Override
    public void rollback() {
      if (current.get() == null) {
        return; // a commit that failed was rolled back by the database
      }
      try (connection) {
        connection.rollback();
      } catch (SQLException e) {
        throw new ViewFailure("cannot roll back", e);
      } finally {
        current.remove();
      }
    }
  }
}
