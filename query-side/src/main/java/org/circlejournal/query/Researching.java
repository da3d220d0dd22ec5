package org.circlejournal.query;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.research.archive.Archive;
import org.circlejournal.query.research.archive.Exports;
import org.circlejournal.query.view.LiveViews;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How research gets its data: an archive that begins with the first export. */
@Configuration(proxyBeanMethods = false)
class Researching {

  @Bean(initMethod = "start", destroyMethod = "close")
  Exports exports(
      Journal journal,
      LiveViews views,
      @Qualifier("reading") DataSource reading,
      @Value("${circle.secrets}") Path secrets,
      @Value("${circle.research}") Path folder,
      Instruments instruments) {
    EpochKeys keys = new EpochKeys(secrets);
    Unsealer unsealer = new Unsealer(reading, keys);
    SecureRandom random = new SecureRandom();
    int threads = Runtime.getRuntime().availableProcessors();
    Archive archive =
        new Archive(
            journal,
            unsealer,
            new Withdrawals(reading, keys),
            keys,
            instruments,
            reading,
            folder,
            random,
            threads);
    return new Exports(
        archive,
        journal,
        unsealer,
        keys,
        new LatestCheckpoint(reading),
        random,
        () -> UUID.randomUUID().toString(),
        InstantSource.system(),
        () -> views.waitingFor() == null,
        threads);
  }
}
