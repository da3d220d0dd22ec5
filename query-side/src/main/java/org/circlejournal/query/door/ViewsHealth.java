package org.circlejournal.query.door;

import java.util.List;
import org.circlejournal.query.view.Failure;
import org.circlejournal.query.view.LiveViews;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Red when a view stands still: which one, at which event, and why. Nothing of any content. */
final class ViewsHealth implements HealthIndicator {

  private final LiveViews views;

  ViewsHealth(LiveViews views) {
    this.views = views;
  }

  @Override
  public Health health() {
    String waiting = views.waitingFor();
    if (waiting != null) {
      return Health.down().withDetail("waitingFor", waiting).build();
    }
    List<Failure> failures = views.failures();
    if (!failures.isEmpty()) {
      return Health.down().withDetail("failures", failures).build();
    }
    return Health.up().build();
  }
}
