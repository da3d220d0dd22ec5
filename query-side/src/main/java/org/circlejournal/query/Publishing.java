package org.circlejournal.query;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.session.PulsePublisher;
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

/**
 * How the publishers run: they follow the journal beside the views, with positions of their own.
 */
@Configuration(proxyBeanMethods = false)
class Publishing {

  @Bean(initMethod = "start", destroyMethod = "close")
  Follower publisher(
      Journal journal,
      LiveViews views,
      @Qualifier("reading") DataSource reading,
      @Value("${circle.secrets}") Path secrets,
      Instruments instruments) {
    EpochKeys keys = new EpochKeys(secrets);
    Publisher publisher =
        new Publisher(
            journal,
            new Unsealer(reading, keys),
            new Withdrawals(reading, keys),
            instruments,
            new SecureRandom(),
            InstantSource.system());
    return follower("publisher", journal, views, reading, publisher::on);
  }

  /** With a position of its own: it begins with the first session that the journal knows. */
  @Bean(initMethod = "start", destroyMethod = "close")
  Follower pulsePublisher(
      Journal journal, LiveViews views, @Qualifier("reading") DataSource reading) {
    PulsePublisher publisher =
        new PulsePublisher(journal, new SecureRandom(), InstantSource.system());
    return follower("pulse-publisher", journal, views, reading, publisher::on);
  }

  private static Follower follower(
      String name,
      Journal journal,
      LiveViews views,
      DataSource reading,
      Consumer<TrackedEventMessage<?>> task) {
    String node = name + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    return new Follower(
        name, journal.source(), reading, node, () -> views.waitingFor() == null, task);
  }

  @Bean
  HealthIndicator publisherHealthIndicator(
      @Qualifier("publisher") Follower publisher,
      @Qualifier("pulsePublisher") Follower pulses,
      Journal journal) {
    return () -> {
      if (!journal.isConnected()) {
        return Health.down().withDetail("waitingFor", "journal").build();
      }
      List<Failure> failures = new ArrayList<>(publisher.failures());
      failures.addAll(pulses.failures());
      return failures.isEmpty()
          ? Health.up().build()
          : Health.down().withDetail("failures", failures).build();
    };
  }
}
