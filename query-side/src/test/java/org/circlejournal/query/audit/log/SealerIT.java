package org.circlejournal.query.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.journal.StoredEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Growth;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.log.LogKey;
import org.circlejournal.events.log.LogKeys;
import org.circlejournal.events.log.LogProof;
import org.circlejournal.events.log.Note;
import org.circlejournal.events.log.NoteKey;
import org.circlejournal.events.log.Tree;
import org.circlejournal.events.sealing.SecretFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The sealer over PostgreSQL: in the order of commits, whoever writes and whoever seals. */
class SealerIT {

  private static final int WRITERS = 32;
  private static final int TRANSACTIONS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path secrets;

  private final TestPostgres.Database database = TestPostgres.journal();
  private final HikariDataSource pool = database.pool(10);
  private final Journal journal = Journal.open(JournalSettings.postgres(pool));
  private final List<Sealer> sealers = new ArrayList<>();

  @BeforeEach
  void a_key() {
    LogKey.makeFirst(secrets, new SecureRandom());
  }

  @AfterEach
  void stop() {
    sealers.forEach(Sealer::close);
    journal.close();
    pool.close();
  }

  private Sealer start() {
    Sealer sealer =
        new Sealer(
            journal,
            database.dataSource(),
            pool,
            secrets,
            InstantSource.system(),
            "node-" + sealers.size(),
            () -> true);
    sealers.add(sealer);
    sealer.start();
    return sealer;
  }

  private AuditLog log() {
    return new AuditLog(pool, journal, secrets);
  }

  private Checkpoint sealed(long size) {
    AuditLog log = log();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Checkpoint latest = log.latest();
              return latest != null && latest.size() >= size;
            });
    return Objects.requireNonNull(log.latest());
  }

  private void append(String stream, int from, int rows) {
    database.execute(insert(stream, from, rows));
  }

  private static String insert(String stream, int from, int rows) {
    return """
        insert into journal.domain_event_entry
          (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
           payload_type, payload_revision, payload, meta_data)
        select '%s', %d + n, 'raw', gen_random_uuid(), clock_timestamp(), 'x.Y', '1',
               convert_to('{"n":' || n || '}', 'UTF8'), '{}'
          from generate_series(0, %d - 1) n
        """
        .formatted(stream, from, rows);
  }

  private Checkpoint fromZero(String origin) throws InterruptedException {
    Growth growth = new Growth(0, List.of(), (level, index, hashes) -> {});
    try (StoredEvents events = journal.stored(StoredEvents.BEGINNING)) {
      List<StoredEvent> batch = events.next(777, Duration.ZERO);
      while (!batch.isEmpty()) {
        batch.forEach(event -> growth.add(event.leaf()));
        batch = events.next(777, Duration.ZERO);
      }
    }
    return new Checkpoint(origin, growth.size(), growth.root());
  }

  @Test
  void with_32_writers_the_live_root_is_the_root_from_zero() throws Exception {
    start();
    sealed(0);
    Checkpoint live = write(TRANSACTIONS * 3L * WRITERS);
    assertThat(fromZero(live.origin())).isEqualTo(live);
  }

  /** That the test above can fail: without the journal's lock the sealer misses late events. */
  @Test
  void without_the_journals_lock_the_same_writers_give_another_root() throws Exception {
    database.execute("drop trigger before_append on journal.domain_event_entry");
    start();
    sealed(0);
    writeAll();
    Checkpoint whole = fromZero("any");
    append("last", 0, 1); // and when this one is sealed, so is all that the sealer will ever see
    AuditLog log = log();
    long last = journal.lastPosition();
    await().atMost(PATIENCE).until(() -> position() == last);
    Checkpoint live = Objects.requireNonNull(log.latest());
    assertThat(live.size()).isLessThan(whole.size() + 1);
  }

  private long position() throws SQLException {
    return number("select position from audit.head order by log desc limit 1");
  }

  private long number(String sql) throws SQLException {
    try (Connection c = pool.getConnection();
        Statement statement = c.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Checkpoint write(long events) throws Exception {
    writeAll();
    return sealed(events);
  }

  private void writeAll() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    List<Future<@Nullable Object>> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      String stream = "w" + w;
      writers.add(threads.<@Nullable Object>submit(() -> write(stream)));
    }
    for (Future<?> writer : writers) {
      writer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    threads.shutdown();
  }

  /** Two statements a transaction, with a pause in between, and every fifth is rolled back. */
  private @Nullable Object write(String stream) throws SQLException {
    try (Connection c = database.dataSource().getConnection();
        Statement statement = c.createStatement()) {
      c.setAutoCommit(false);
      for (int i = 0; i < TRANSACTIONS; i++) {
        if (i % 5 == 4) {
          statement.execute(insert(stream, 3 * i, 1));
          c.rollback();
        }
        statement.execute(insert(stream, 3 * i, 1));
        statement.execute("select pg_sleep(random() * 0.004)");
        statement.execute(insert(stream, 3 * i + 1, 2));
        c.commit();
      }
    }
    return null;
  }

  @Test
  void of_two_sealers_one_seals_and_the_other_takes_over() throws Exception {
    append("a", 0, 300);
    Sealer first = start();
    sealed(300);
    Sealer second = start();
    append("a", 300, 300);
    sealed(600);
    first.close();
    append("a", 600, 300);
    Checkpoint live = sealed(900);
    assertThat(fromZero(live.origin())).isEqualTo(live);
    assertThat(number("select count(*) from audit.log")).isEqualTo(1);
    assertThat(second.failure()).isNull();
  }

  @Test
  void two_sealers_that_start_at_once_make_one_log() throws Exception {
    append("a", 0, 1_000);
    start();
    start();
    Checkpoint live = sealed(1_000);
    assertThat(fromZero(live.origin())).isEqualTo(live);
    assertThat(number("select count(*) from audit.log")).isEqualTo(1);
  }

  @Test
  void each_event_is_found_and_proven_and_each_checkpoint_is_a_beginning_of_the_next()
      throws Exception {
    start();
    append("a", 0, 257);
    Checkpoint before = sealed(257);
    append("b", 0, 400);
    Checkpoint now = sealed(657);
    AuditLog log = log();
    List<NoteKey> keys = LogKeys.parse(Objects.requireNonNull(log.keys()));
    for (int i : List.of(0, 1, 255, 256)) {
      Leaf leaf = Objects.requireNonNull(log.leaf("a", i));
      long index = Objects.requireNonNull(log.index(leaf));
      assertThat(index).isEqualTo(i);
      String proof = Objects.requireNonNull(log.proof(index));
      assertThat(LogProof.parse(bytes(proof)).requireProves(leaf.hash(), keys)).isEqualTo(now);
    }
    assertThat(log.index(Objects.requireNonNull(log.leaf("b", 399)))).isEqualTo(656);
    assertThat(log.leaf("b", 400)).isNull();
    assertThat(log.proof(657)).isNull();
    Tree tree = new Tree(657, tile -> Objects.requireNonNull(log.tile(tile, true)));
    Tree.requireConsistent(257, before.root(), 657, now.root(), tree.consistency(257));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void the_daily_checkpoint_is_signed_once_and_stays() {
    start();
    append("a", 0, 300);
    sealed(300);
    AuditLog log = log();
    await().atMost(PATIENCE).until(() -> log.daily() != null);
    String daily = Objects.requireNonNull(log.daily());
    append("a", 300, 300);
    sealed(600);
    assertThat(log.daily()).isEqualTo(daily);
    List<NoteKey> keys = LogKeys.parse(Objects.requireNonNull(log.keys()));
    assertThat(LogProof.requireCheckpoint(Note.parse(bytes(daily)), keys).size()).isEqualTo(300);
    var beyond = org.circlejournal.events.log.Tile.parse("0/001.p/44");
    assertThat(log.tile(beyond, false)).hasSize(44 * 32);
    var more = org.circlejournal.events.log.Tile.parse("0/001.p/45");
    assertThat(log.tile(more, false)).isNull();
    assertThat(log.tile(more, true)).hasSize(45 * 32);
  }

  @Test
  void a_journal_that_was_put_back_to_an_older_position_begins_a_new_log() throws Exception {
    Sealer sealer = start();
    append("a", 0, 300);
    Checkpoint before = sealed(300);
    sealer.close();
    database.execute("alter table journal.domain_event_entry disable trigger refuse_change");
    database.execute("delete from journal.domain_event_entry where sequence_number > 100");
    start();
    AuditLog log = log();
    await()
        .atMost(PATIENCE)
        .until(() -> !before.origin().equals(Objects.requireNonNull(log.latest()).origin()));
    Checkpoint now = sealed(101);
    assertThat(now.size()).isEqualTo(101);
    assertThat(Objects.requireNonNull(log.state()).begun()).isEqualTo("journal-shorter");
    assertThat(fromZero(now.origin())).isEqualTo(now);
  }

  @Test
  void another_event_at_the_same_position_begins_a_new_log() throws Exception {
    Sealer sealer = start();
    append("a", 0, 10);
    sealed(10);
    sealer.close();
    database.execute("alter table journal.domain_event_entry disable trigger refuse_change");
    database.execute(
        "update journal.domain_event_entry set payload = '{}' where sequence_number = 9");
    start();
    AuditLog log = log();
    await()
        .atMost(PATIENCE)
        .until(() -> !"first".equals(Objects.requireNonNull(log.state()).begun()));
    assertThat(Objects.requireNonNull(log.state()).begun()).isEqualTo("journal-differs");
  }

  @Test
  void a_database_that_was_recovered_elsewhere_begins_a_new_log() {
    Sealer sealer = start();
    append("a", 0, 10);
    sealed(10);
    sealer.close();
    database.execute("alter table audit.log disable trigger refuse_change");
    database.execute("update audit.log set cluster = 'another/00000001'");
    start();
    AuditLog log = log();
    await()
        .atMost(PATIENCE)
        .until(() -> "restored".equals(Objects.requireNonNull(log.state()).begun()));
  }

  @Test
  void a_new_key_signs_from_the_next_start_and_was_signed_by_the_old_one() {
    Sealer sealer = start();
    append("a", 0, 10);
    sealed(10);
    AuditLog log = log();
    List<NoteKey> before = LogKeys.parse(Objects.requireNonNull(log.keys()));
    sealer.close();
    SecretFile.create(secrets.resolve("log-2.key"), LogKey.make(new SecureRandom()));
    start();
    await()
        .atMost(PATIENCE)
        .until(() -> LogKeys.parse(Objects.requireNonNull(log.keys())).size() == 2);
    List<NoteKey> after = LogKeys.parse(Objects.requireNonNull(log.keys()));
    assertThat(after.get(0).vkey()).isEqualTo(before.get(0).vkey());
    Note live = Note.parse(bytes(Objects.requireNonNull(log.live())));
    live.requireSigned(List.of(after.get(1)));
  }

  @Test
  void without_its_key_nothing_is_sealed_and_the_reason_is_told() {
    SecretFile.delete(secrets.resolve("log-1.key"));
    Sealer sealer = start();
    await().atMost(PATIENCE).until(() -> sealer.failure() != null);
    assertThat(sealer.failure()).contains("log-1.key is missing");
    assertThat(log().live()).isNull();
    assertThat(log().state()).isNull();
  }

  @Test
  void a_log_whose_tables_are_being_made_is_not_there_yet() {
    database.execute("create schema audit");
    database.execute("create table audit.log ()");
    database.execute("create role log_reader login");
    PGSimpleDataSource reader = database.dataSource();
    reader.setUser("log_reader");
    AuditLog log = new AuditLog(reader, journal, secrets);
    assertThat(log.latest()).isNull();
    database.execute("grant usage on schema audit to log_reader");
    assertThat(log.keys()).isNull();
  }

  @Test
  void what_the_log_holds_cannot_be_changed() {
    start();
    append("a", 0, 300);
    sealed(300);
    for (String change :
        List.of(
            "update audit.tile set index = 7",
            "delete from audit.tile",
            "truncate audit.daily",
            "delete from audit.log",
            "update audit.signing_key set vkey = ''")) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> database.execute(change))
          .as(change)
          .hasMessageContaining("stays");
    }
  }
}
