package org.circlejournal.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipFile;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Chunks;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.journal.RawEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.session.SessionEvent.PhaseEntered;

/**
 * How often each phase was entered in the whole programme, asked in three ways within one run:
 * {@code archive-sql} by DuckDB of the Parquet file that an export of the archive holds, {@code
 * postgres-sql} of the journal's payloads, {@code replay} by reading the journal and decoding its
 * phases on all cores. All three must say the same. Goal: the first in under 1.5 s, warm, of
 * 15,000,000 events.
 */
final class CountBenchmark {

  private static final int WARM = 1;
  private static final int ROUNDS = 5;
  private static final String TABLE = "phase_entered.parquet";

  private final Journal journal;
  private final DataSource database;
  private final Path parquet;
  private final int threads = Runtime.getRuntime().availableProcessors();

  /**
   * @param zip an export of the lane of participation
   * @param folder to be worked in
   */
  CountBenchmark(Journal journal, DataSource database, Path zip, Path folder) throws IOException {
    this.journal = journal;
    this.database = database;
    this.parquet = folder.resolve(TABLE);
    try (ZipFile files = new ZipFile(zip.toFile());
        InputStream in = files.getInputStream(files.getEntry("data/" + TABLE))) {
      Files.copy(in, parquet);
    }
  }

  void run(Report report, long events) throws Exception {
    Map<String, Callable<Map<String, Long>>> ways = new LinkedHashMap<>();
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      ways.put("archive-sql", () -> byDuck(duck));
      ways.put("postgres-sql", this::byPostgres);
      ways.put("replay", this::byReplay);
      ways.keySet().forEach(way -> seconds.put(way, new ArrayList<>()));
      Map<String, Long> expected = byPostgres();
      for (int round = 0; round < WARM + ROUNDS; round++) {
        for (String way : ways.keySet()) {
          long start = System.nanoTime();
          Map<String, Long> counts = Objects.requireNonNull(ways.get(way)).call();
          if (round >= WARM) {
            Objects.requireNonNull(seconds.get(way)).add((System.nanoTime() - start) / 1e9);
          }
          if (!counts.equals(expected)) {
            throw new IllegalStateException(way + " says " + counts + ", not " + expected);
          }
        }
      }
    }
    seconds.forEach((way, times) -> report.add(row(way, times, events)));
    report.ratio("archive-sql", "postgres-sql");
    report.ratio("archive-sql", "replay");
  }

  private static Report.Row row(String way, List<Double> seconds, long events) {
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    double median = sorted.get(sorted.size() / 2);
    double worst = sorted.get(sorted.size() - 1);
    return new Report.Row(
        way, events / median, "events/s", median * 1_000, worst * 1_000, null, null);
  }

  private Map<String, Long> byDuck(Connection duck) throws SQLException {
    return counts(
        duck, "select phase, count(*) from read_parquet('" + parquet + "') group by phase");
  }

  private Map<String, Long> byPostgres() throws SQLException {
    try (Connection connection = database.getConnection()) {
      return counts(
          connection,
          """
          select convert_from(payload, 'UTF8')::jsonb ->> 'phase', count(*)
            from journal.domain_event_entry where payload_type = '%s' group by 1
          """
              .formatted(EventNames.nameOf(PhaseEntered.class)));
    }
  }

  private static Map<String, Long> counts(Connection connection, String sql) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    return counts;
  }

  private Map<String, Long> byReplay() throws Exception {
    ExecutorService lanes = Executors.newFixedThreadPool(threads);
    Map<String, Long> counts = new TreeMap<>();
    List<String> names = List.of(EventNames.nameOf(PhaseEntered.class));
    try (Chunks chunks = journal.chunks(StoredEvents.BEGINNING, journal.lastPosition(), names)) {
      List<Future<Map<String, Long>>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(lanes.submit(() -> count(chunks)));
      }
      for (Future<Map<String, Long>> part : parts) {
        part.get().forEach((phase, n) -> counts.merge(phase, n, Long::sum));
      }
    } finally {
      lanes.shutdownNow();
    }
    return counts;
  }

  private Map<String, Long> count(Chunks chunks) throws InterruptedException {
    Map<String, Long> counts = new TreeMap<>();
    for (Chunks.Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
      for (RawEvent raw : chunk.events()) {
        if (raw.isFetched() && journal.decoder().decode(raw) instanceof PhaseEntered entered) {
          counts.merge(Json.kebab(entered.phase()), 1L, Long::sum);
        }
      }
    }
    return counts;
  }
}
