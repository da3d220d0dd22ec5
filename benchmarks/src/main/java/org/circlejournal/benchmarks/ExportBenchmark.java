package org.circlejournal.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.research.archive.Archive;
import org.circlejournal.query.research.archive.ExportRow;
import org.circlejournal.query.research.archive.Exports;
import org.circlejournal.query.view.ViewTables;

/**
 * A study of participation from a programme's journal. {@code archive-export} reads the journal,
 * writes the archive and exports from it, {@code export} exports from the archive that is there:
 * tables in their order as CSV and Parquet, hashed, zipped, sealed, and fetched. Simulated years
 * are copies of a few, whose ballots open in the first only: answers are not measured.
 */
final class ExportBenchmark {

  private static final int CONNECTIONS = 8;
  private static final int ROUNDS = 2;

  /** What an export asks of the command side's vault. */
  private static final String VAULT =
      """
      create schema vault;
      create table vault.data_key
        (key_id text, circle_id text, purpose text, epoch integer, wrapped text);
      create table vault.night_request (row_name text, epoch integer, content bytea);
      """;

  private final long size;

  ExportBenchmark(long size) {
    this.size = size;
  }

  void run(Report report) throws Exception {
    Path folder = Files.createTempDirectory("research-benchmark");
    try (EmbeddedPostgres postgres = DurablePostgres.start(folder.resolve("postgres"));
        HikariDataSource pool = new HikariDataSource()) {
      System.err.println("simulated years");
      Years years = Years.simulate(postgres, folder);
      try (Connection c = postgres.getPostgresDatabase().getConnection();
          Statement statement = c.createStatement()) {
        statement.execute("create database years");
      }
      pool.setDataSource(postgres.getDatabase("postgres", "years"));
      pool.setMaximumPoolSize(CONNECTIONS);
      long events = years.load(pool, size);
      try (Connection c = pool.getConnection();
          Statement statement = c.createStatement()) {
        statement.execute(VAULT);
      }
      ViewTables.migrate(pool);
      measure(report, pool, folder, events);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void measure(Report report, HikariDataSource pool, Path folder, long events)
      throws Exception {
    SecureRandom random = new SecureRandom();
    EpochKeys keys = new EpochKeys(folder.resolve("keys"));
    for (EpochKeys.Purpose purpose : EpochKeys.Purpose.values()) {
      keys.mint(purpose, 1, random);
    }
    Path zip = folder.resolve("study.zip");
    try (Journal journal = Journal.open(JournalSettings.postgres(pool))) {
      double first = 0;
      double again = 0;
      for (int round = 1; round <= ROUNDS; round++) {
        Path research = folder.resolve("research-" + round);
        try (Exports exports = exports(pool, journal, keys, random, research)) {
          heapIsEmpty();
          first += events / seconds(exports, zip) / ROUNDS;
          again += events / seconds(exports, zip) / ROUNDS;
        }
      }
      report.add(new Report.Row("archive-export", first, "events/s", null, null, null, null));
      report.add(new Report.Row("export", again, "events/s", null, null, peakHeap(), null));
      new CountBenchmark(journal, pool, zip, folder).run(report, events);
    }
  }

  private static Exports exports(
      HikariDataSource pool, Journal journal, EpochKeys keys, SecureRandom random, Path folder) {
    int threads = Runtime.getRuntime().availableProcessors();
    Unsealer unsealer = new Unsealer(pool, keys);
    Archive archive =
        new Archive(
            journal,
            unsealer,
            new Withdrawals(pool, keys),
            keys,
            Instruments.shipped(),
            pool,
            folder,
            random,
            threads);
    Exports exports =
        new Exports(
            archive,
            journal,
            unsealer,
            keys,
            new LatestCheckpoint(pool),
            random,
            () -> UUID.randomUUID().toString(),
            InstantSource.system(),
            () -> true,
            threads);
    exports.start();
    return exports;
  }

  private static double seconds(Exports exports, Path file) throws Exception {
    long start = System.nanoTime();
    String id =
        exports.order(
            new Exports.Order(
                "BENCHMARK", DataLane.PARTICIPATION, "to be measured", false, false, null, null));
    ExportRow row = exports.find(id);
    while (row.state().equals("running")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      row = exports.find(id);
    }
    if (!row.state().equals("complete")) {
      throw new IllegalStateException("the export is " + row.state() + ": " + row.error());
    }
    try (InputStream zip = exports.open(id)) {
      Files.copy(zip, file, StandardCopyOption.REPLACE_EXISTING);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.err.printf("%,d rows of %,d circles in %.1f s%n", row.rows(), row.circles(), seconds);
    return seconds;
  }

  private static void heapIsEmpty() {
    System.gc();
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        pool.resetPeakUsage();
      }
    }
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
