package org.circlejournal.query;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.survey.Publisher;
import org.circlejournal.query.view.Failure;
import org.circlejournal.query.view.Follower;
import org.circlejournal.query.view.LiveViews;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the publisher runs: it follows the journal beside the views, with a position of its own. */
@Configuration(proxyBeanMethods = false)
class Publishing {

  @Bean(initMethod = "start", destroyMethod = "close")
  Follower publisher(
      Journal journal,
      LiveViews views,
      @Qualifier("reading") DataSource reading,
      @Value("${circle.secrets}") Path secrets) {
    EpochKeys keys = new EpochKeys(secrets);
    Publisher publisher =
        new Publisher(
            journal,
            new Unsealer(reading, keys),
            new Withdrawals(reading, keys),
            Instruments.shipped(),
            new SecureRandom(),
            InstantSource.system());
    String node = "publisher-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    return new Follower(
        "publisher",
        journal.source(),
        reading,
        node,
        () -> views.waitingFor() == null,
        publisher::on);
  }

  @Bean
  HealthIndicator publisherHealthIndicator(Follower publisher, Journal journal) {
    return () -> {
      if (!journal.isConnected()) {
        return Health.down().withDetail("waitingFor", "journal").build();
      }
      List<Failure> failures = publisher.failures();
      return failures.isEmpty()
          ? Health.up().build()
          : Health.down().withDetail("failures", failures).build();
    };
  }
}
