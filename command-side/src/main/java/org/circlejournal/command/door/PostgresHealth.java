package org.circlejournal.command.door;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the database answers. */
final class PostgresHealth implements HealthIndicator {

  private static final int SECONDS = 2;

  private final DataSource dataSource;

  PostgresHealth(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public Health health() {
    try (Connection connection = dataSource.getConnection()) {
      return connection.isValid(SECONDS) ? Health.up().build() : Health.down().build();
    } catch (SQLException e) {
      return Health.down().withDetail("state", String.valueOf(e.getSQLState())).build();
    }
  }
}
