package org.circlejournal.query.door;

import org.circlejournal.query.audit.log.AuditLog;
import org.circlejournal.query.audit.log.Sealer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Red when this process should seal and cannot; says when a log had to be begun again. */
final class LogHealth implements HealthIndicator {

  private static final String FIRST = "first";

  private final Sealer sealer;
  private final AuditLog log;

  LogHealth(Sealer sealer, AuditLog log) {
    this.sealer = sealer;
    this.log = log;
  }

  @Override
  public @Nullable Health health() {
    String failure = sealer.failure();
    if (failure != null) {
      return Health.down().withDetail("failure", failure).build();
    }
    AuditLog.State state = log.state();
    if (state == null) {
      return Health.up().build();
    }
    Health.Builder up =
        Health.up().withDetail("origin", state.origin()).withDetail("size", state.size());
    return state.begun().equals(FIRST)
        ? up.build()
        : up.withDetail("begunAgain", state.begun()).build();
  }
}
