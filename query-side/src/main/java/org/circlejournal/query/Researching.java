package org.circlejournal.query;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.research.analyses.ReleasedTables;
import org.circlejournal.query.research.archive.Archive;
import org.circlejournal.query.research.archive.Exports;
import org.circlejournal.query.research.archive.Readings;
import org.circlejournal.query.research.asking.Analyses;
import org.circlejournal.query.research.asking.Asking;
import org.circlejournal.query.view.LiveViews;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** How research gets its data: an archive that begins with the first export. */
@Configuration(proxyBeanMethods = false)
public class Researching {

  /** So long and so much for one question; answers are to be read, exports to be counted. */
  private static final Asking.Allowance ALLOWANCE =
      new Asking.Allowance(Duration.ofSeconds(20), 512, 100_000);

  @Bean(destroyMethod = "") // the exports close it
  Archive archive(
      Journal journal,
      @Qualifier("reading") DataSource reading,
      @Value("${circle.secrets}") Path secrets,
      @Value("${circle.research}") Path folder,
      Instruments instruments) {
    EpochKeys keys = new EpochKeys(secrets);
    return new Archive(
        journal,
        new Unsealer(reading, keys),
        new Withdrawals(reading, keys),
        keys,
        instruments,
        reading,
        folder,
        new SecureRandom(),
        threads());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Exports exports(
      Archive archive,
      Journal journal,
      LiveViews views,
      @Qualifier("reading") DataSource reading,
      @Value("${circle.secrets}") Path secrets) {
    EpochKeys keys = new EpochKeys(secrets);
    return new Exports(
        archive,
        journal,
        new Unsealer(reading, keys),
        keys,
        new LatestCheckpoint(reading),
        new SecureRandom(),
        () -> UUID.randomUUID().toString(),
        InstantSource.system(),
        () -> views.waitingFor() == null,
        threads());
  }

  @Bean
  Asking asking(
      Archive archive,
      Journal journal,
      @Qualifier("reading") DataSource reading,
      @Value("${circle.secrets}") Path secrets)
      throws IOException {
    EpochKeys keys = new EpochKeys(secrets);
    Readings readings =
        new Readings(
            archive,
            journal,
            new Unsealer(reading, keys),
            keys,
            new SecureRandom(),
            InstantSource.system(),
            threads());
    return new Asking(
        analyses(),
        readings,
        new ReleasedTables(journal, ReadModels.open()),
        journal,
        reading,
        versions(),
        () -> UUID.randomUUID().toString(),
        InstantSource.system(),
        ALLOWANCE);
  }

  private static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Every {@code research/NAME.sql}. */
  public static Analyses analyses() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Resource file :
        new PathMatchingResourcePatternResolver().getResources("classpath:/research/*.sql")) {
      String name = Objects.requireNonNull(file.getFilename()).replace(".sql", "");
      files.put(name, file.getContentAsString(StandardCharsets.UTF_8));
    }
    return new Analyses(files);
  }

  /** Of whatever an answer depends on. */
  private static Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    String own = Researching.class.getPackage().getImplementationVersion();
    versions.put("application", own == null ? "development" : own);
    versions.put("tables", String.valueOf(Readings.FORM));
    ReadModels.open()
        .forEach(
            sheet ->
                versions.put(
                    "view " + sheet.view().name(), String.valueOf(sheet.view().version())));
    return versions;
  }
}
