package org.circlejournal.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.HdrHistogram.Histogram;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.journal.JournalTables;
import org.circlejournal.events.journal.StoredEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Growth;
import org.circlejournal.events.log.LogKey;
import org.circlejournal.events.log.verify.Verify;
import org.circlejournal.query.audit.log.AuditLog;
import org.circlejournal.query.audit.log.Sealer;

/**
 * The audit log over a journal of a million events: SHA-256 of the same bytes alone, sealing from
 * the journal into the tables, proofs at one and at fifteen million leaves, and the verifier over
 * the live store.
 */
final class AuditBenchmark {

  private static final long MILLION = 1_000_000;
  private static final long LEAVES = 15 * MILLION;
  private static final int PER_STREAM = 1_700;
  private static final int SHA_BATCH = 20_000;
  private static final int TILES_AT_ONCE = 500;
  private static final int CONNECTIONS = 12; // as on the query side

  private static final String EVENTS =
      """
      insert into journal.domain_event_entry
        (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
         payload_type, payload_revision, payload, meta_data)
      select 'stream-' || (n / %1$d), n %% %1$d, 'Circle', gen_random_uuid(),
             timestamptz '2026-01-12 17:00:00Z' + n * interval '1 second',
             'session.MemberCheckedIn', '1',
             convert_to('{"circleId":"' || gen_random_uuid() || '","at":"2026-01-12T17:00:00Z",'
                        || '"session":3,"member":"m-' || n || '","mode":"in-person"}', 'UTF8'),
             convert_to('{"correlationId":"' || gen_random_uuid() || '","role":"member"}', 'UTF8')
        from generate_series(0, %2$d - 1) n
      """;

  private final Benchmarks.Options options;

  AuditBenchmark(Benchmarks.Options options) {
    this.options = options;
  }

  Report run() throws Exception {
    Path folder = Files.createTempDirectory("audit-benchmark");
    try (EmbeddedPostgres postgres = DurablePostgres.start(folder.resolve("postgres"));
        HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(postgres.getPostgresDatabase());
      pool.setMaximumPoolSize(CONNECTIONS);
      return measure(postgres, pool, folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private Report measure(EmbeddedPostgres postgres, DataSource dataSource, Path folder)
      throws Exception {
    Report report = new Report("audit");
    LogKey.makeFirst(folder, new SecureRandom());
    JournalTables.migrate(dataSource);
    System.err.println("a journal of a million events");
    execute(dataSource, EVENTS.formatted(PER_STREAM, MILLION));
    execute(dataSource, "vacuum analyze journal.domain_event_entry");
    try (Journal journal = Journal.open(JournalSettings.postgres(dataSource))) {
      AuditLog log = new AuditLog(dataSource, journal, folder);
      List<Double> sha = new ArrayList<>();
      List<Double> seal = new ArrayList<>();
      for (int round = 0; round <= 2; round++) {
        System.err.println(round == 0 ? "warm-up" : "round " + round);
        double hashed = sha256Only(journal);
        double sealed = seal(dataSource, journal, folder, log);
        if (round > 0) {
          sha.add(hashed);
          seal.add(sealed);
        }
      }
      report.add(row("sha256-only", "leaves/s", sha));
      report.add(row("seal", "leaves/s", seal));
      report.add(proofs("proof-1m", log, MILLION));
      report.add(fsck(postgres));
      System.err.println("a log of fifteen million leaves");
      synthesise(dataSource);
      report.add(proofs("proof-15m", log, LEAVES));
    }
    report.ratio("seal", "sha256-only");
    return report;
  }

  private static Report.Row row(String name, String unit, List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    return new Report.Row(name, mean, unit, null, null, null, null);
  }

  /** SHA-256 over the leaf data of every event, read beforehand: the limit. */
  private static double sha256Only(Journal journal) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    long nanos = 0;
    long leaves = 0;
    try (StoredEvents events = journal.stored(StoredEvents.BEGINNING)) {
      List<StoredEvent> batch = events.next(SHA_BATCH, Duration.ZERO);
      while (!batch.isEmpty()) {
        List<byte[]> data = batch.stream().map(event -> event.leaf().data()).toList();
        long start = System.nanoTime();
        for (byte[] bytes : data) {
          sha.update(bytes);
          sha.digest();
        }
        nanos += System.nanoTime() - start;
        leaves += data.size();
        batch = events.next(SHA_BATCH, Duration.ZERO);
      }
    }
    return leaves * 1e9 / nanos;
  }

  /** Everything: from the journal's rows to tiles, head and root that are on disk. */
  private static double seal(DataSource dataSource, Journal journal, Path folder, AuditLog log)
      throws SQLException {
    execute(dataSource, "drop schema if exists audit cascade");
    long start = System.nanoTime();
    try (Sealer sealer =
        new Sealer(
            journal, dataSource, dataSource, folder, InstantSource.system(), "bench", () -> true)) {
      sealer.start();
      Checkpoint latest = log.latest();
      while (latest == null || latest.size() < MILLION) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        latest = log.latest();
      }
      return MILLION * 1e9 / (System.nanoTime() - start);
    }
  }

  /** One after the other at random indices: tiles read, hashed, and the checkpoint signed. */
  private Report.Row proofs(String name, AuditLog log, long size) {
    SplittableRandom random = new SplittableRandom(size);
    prove(log, size, random, options.warmUp);
    List<Load.Result> rounds = new ArrayList<>();
    for (int round = 1; round <= 2; round++) {
      System.err.println("round " + round + " " + name);
      rounds.add(prove(log, size, random, options.seconds));
    }
    return Report.Row.of(name, "proofs/s", rounds);
  }

  private static Load.Result prove(
      AuditLog log, long size, SplittableRandom random, double seconds) {
    Histogram times = new Histogram(3);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      if (log.proof(random.nextLong(size)) == null) {
        throw new IllegalStateException("no proof");
      }
      times.recordValue(System.nanoTime() - start);
    }
    return new Load.Result(
        times.getTotalCount() / seconds,
        times.getValueAtPercentile(50) / 1e6,
        times.getValueAtPercentile(99) / 1e6);
  }

  /** As the auditor calls it; p50 and p99 are the whole in milliseconds. */
  private static Report.Row fsck(EmbeddedPostgres postgres) {
    List<Load.Result> rounds = new ArrayList<>();
    for (int round = 0; round <= 2; round++) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
      long start = System.nanoTime();
      String url = "--live=jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
      int code = Verify.run(List.of("fsck", url, "--user=postgres"), out, out);
      double millis = (System.nanoTime() - start) / 1e6;
      if (code != 0) {
        throw new IllegalStateException(said.toString(StandardCharsets.UTF_8));
      }
      if (round > 0) {
        rounds.add(new Load.Result(MILLION * 1e3 / millis, millis, millis));
      }
    }
    return Report.Row.of("fsck-1m", "events/s", rounds);
  }

  /** Goes on from the million with entries of no event. */
  private static void synthesise(DataSource dataSource) throws SQLException {
    try (Connection c = dataSource.getConnection();
        PreparedStatement insert =
            c.prepareStatement(
                """
                insert into audit.tile (log, level, index, hashes, first_position, recorded)
                values (1, ?, ?, ?, 0, int8range(?, ?, '[]')) on conflict do nothing
                """)) {
      c.setAutoCommit(false);
      int[] waiting = {0};
      Growth growth =
          new Growth(
              0,
              List.of(),
              (level, index, hashes) -> {
                try {
                  insert.setInt(1, level);
                  insert.setLong(2, index);
                  insert.setBytes(3, hashes);
                  insert.setLong(4, index);
                  insert.setLong(5, index);
                  insert.addBatch();
                  if (++waiting[0] % TILES_AT_ONCE == 0) {
                    insert.executeBatch();
                  }
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      execute(c, "alter table audit.tile disable trigger all; truncate audit.tile, audit.edge");
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (long i = 0; i < LEAVES; i++) {
        growth.add(sha.digest(ByteBuffer.allocate(Long.BYTES).putLong(i).array()));
      }
      insert.executeBatch();
      List<byte[]> edge = growth.edge();
      for (int level = 0; level < edge.size(); level++) {
        edge(c, level, edge.get(level));
      }
      try (PreparedStatement head =
          c.prepareStatement("update audit.head set size = ?, root = ?")) {
        head.setLong(1, LEAVES);
        head.setBytes(2, growth.root().bytes());
        head.executeUpdate();
      }
      c.commit();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    execute(dataSource, "vacuum analyze audit.tile");
  }

  private static void edge(Connection c, int level, byte[] hashes) throws SQLException {
    try (PreparedStatement insert =
        c.prepareStatement("insert into audit.edge (log, level, hashes) values (1, ?, ?)")) {
      insert.setInt(1, level);
      insert.setBytes(2, hashes);
      insert.executeUpdate();
    }
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      execute(c, sql);
    }
  }

  private static void execute(Connection c, String sql) throws SQLException {
    try (Statement statement = c.createStatement()) {
      statement.execute(sql);
    }
  }
}
