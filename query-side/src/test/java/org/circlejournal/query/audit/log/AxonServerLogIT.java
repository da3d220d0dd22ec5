package org.circlejournal.query.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.LogKey;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * The log of a journal on Axon Server, and its dump for auditors. Runs where the environment names
 * a server, {@code AXON_SERVER=host:port}; else it is skipped. The events of others that are there
 * are sealed as well.
 */
class AxonServerLogIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant AT = Instant.parse("2026-01-12T16:00:00.123Z");
  private static final int EVENTS = 600;
  private static final int VICTIM = 301;

  @TempDir Path folder;

  private final TestPostgres.Database database = TestPostgres.database();
  private final CircleId circle = new CircleId(UUID.randomUUID().toString());

  @Test
  void what_is_sealed_is_what_the_dump_holds_and_an_altered_byte_is_named() throws Exception {
    LogKey.makeFirst(folder, new SecureRandom());
    try (HikariDataSource pool = database.pool(6);
        Journal journal = journal(pool)) {
      AuditLog log = new AuditLog(pool, journal, folder);
      Checkpoint early;
      try (Sealer first = sealer(journal, pool, "first")) {
        first.start();
        append(journal, 0, 300);
        early = sealed(log, journal, first);
      }
      try (Sealer second = sealer(journal, pool, "second")) {
        second.start();
        append(journal, 300, EVENTS - 300);
        Checkpoint live = sealed(log, journal, second);
        assertThat(live.origin()).isEqualTo(early.origin());
        assertThat(live.size()).isGreaterThanOrEqualTo(early.size() + EVENTS - 300);
      }
      Path dump = dumped();
      assertThat(fsck(log, dump)).startsWith("0 proven: all " + size(log) + " events of ");

      Path altered = folder.resolve("altered.tsv");
      List<String> lines =
          Files.readAllLines(dump).stream()
              .map(line -> isVictim(line) ? flipped(line) : line)
              .toList();
      Files.write(altered, lines);
      assertThat(fsck(log, altered))
          .startsWith("1 NOT PROVEN: the event at position ")
          .contains("stream " + circle + ", sequence " + VICTIM);
    }
  }

  private static Journal journal(HikariDataSource pool) {
    String servers = System.getenv("AXON_SERVER");
    if (servers == null) {
      System.out.println("AxonServerLogIT is skipped: AXON_SERVER=host:port is not set");
    }
    Assumptions.assumeTrue(servers != null, "AXON_SERVER=host:port is not set");
    return Journal.open(
        new JournalSettings(
            pool,
            new JournalSettings.AxonServer(Objects.requireNonNull(servers), null, "log-test")));
  }

  private Sealer sealer(Journal journal, HikariDataSource pool, String node) {
    return new Sealer(
        journal, database.dataSource(), pool, folder, InstantSource.system(), node, () -> true);
  }

  private void append(Journal journal, int from, int events) {
    for (int i = from; i < from + events; i++) {
      journal.append(
          circle.value(), i, new CircleSealed(circle, AT), AT, Map.of("role", "clock", "n", i));
    }
  }

  /** Once the log has come to the end of the journal. */
  private Checkpoint sealed(AuditLog log, Journal journal, Sealer sealer) {
    long last = journal.lastPosition();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(sealer.failure()).isNull();
              try (Connection c = database.dataSource().getConnection()) {
                Head head = log.latest() == null ? null : new AuditStore(c).head();
                return head != null && head.position() >= last;
              }
            });
    return Objects.requireNonNull(log.latest());
  }

  private static long size(AuditLog log) {
    return Objects.requireNonNull(log.latest()).size();
  }

  /** By the program as an auditor's operator starts it. */
  private Path dumped() throws IOException, InterruptedException {
    Path file = folder.resolve("journal.tsv");
    ProcessBuilder dump =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Dump.class.getName())
            .redirectOutput(file.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    dump.environment().put("CIRCLE_AXON_SERVER_SERVERS", System.getenv("AXON_SERVER"));
    assertThat(dump.start().waitFor()).isZero();
    return file;
  }

  private String fsck(AuditLog log, Path dump) throws Exception {
    Path tiles = folder.resolve("tiles.tsv");
    try (Connection c = database.dataSource().getConnection();
        OutputStream out = Files.newOutputStream(tiles)) {
      c.unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("copy (" + FsckIT.TILES + ") to stdout", out);
    }
    Path keys = folder.resolve("keys.txt");
    Path checkpoint = folder.resolve("checkpoint.txt");
    Files.writeString(keys, Objects.requireNonNull(log.keys()));
    Files.writeString(checkpoint, Objects.requireNonNull(log.live()));
    return Verifier.run(
        "fsck", "--key=" + keys, "--checkpoint=" + checkpoint, "--tiles=" + tiles, dump.toString());
  }

  private boolean isVictim(String line) {
    return line.contains("\t" + circle + "\t" + VICTIM + "\t");
  }

  /** The last byte of the payload is another. */
  private static String flipped(String line) {
    String last = line.endsWith("00") ? "01" : "00";
    return line.substring(0, line.length() - 2) + last;
  }
}
