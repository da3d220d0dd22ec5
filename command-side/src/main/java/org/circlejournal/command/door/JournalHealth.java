package org.circlejournal.command.door;

import org.axonframework.eventhandling.TrackingToken;
import org.circlejournal.events.journal.Journal;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the journal can be read, and up to where it goes. */
final class JournalHealth implements HealthIndicator {

  private final Journal journal;

  JournalHealth(Journal journal) {
    this.journal = journal;
  }

  @Override
  public Health health() {
    try {
      TrackingToken head = journal.source().createHeadToken();
      long position = head == null ? 0 : head.position().orElse(0);
      return Health.up().withDetail("position", position).build();
    } catch (RuntimeException e) {
      return Health.down().withDetail("error", e.getClass().getSimpleName()).build();
    }
  }
}
