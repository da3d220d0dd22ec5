package org.circlejournal.query.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.log.LogKey;
import org.circlejournal.events.log.Tile;
import org.circlejournal.events.log.verify.JournalDump;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What somebody alters on disk, past triggers and privileges, is found and named. */
class FsckIT {

  private static final int EVENTS = 700;
  private static final int VICTIM = 301;

  static final String TILES =
      """
      select level, index, encode(hashes, 'hex') from audit.tile
      union all
      select e.level, (h.size >> (8 * e.level)) / 256, encode(e.hashes, 'hex')
        from audit.edge e join audit.head h on h.log = e.log
      """;

  @TempDir Path folder;

  private final TestPostgres.Database database = TestPostgres.journal();
  private final HikariDataSource pool = database.pool(5);
  private final Journal journal = Journal.open(JournalSettings.postgres(pool));
  private Path keys = Path.of("");
  private Path checkpoint = Path.of("");
  private Path early = Path.of("");

  @BeforeEach
  void a_sealed_journal() throws Exception {
    LogKey.makeFirst(folder, new SecureRandom());
    AuditLog log = new AuditLog(pool, journal, folder);
    try (Sealer sealer =
        new Sealer(
            journal,
            database.dataSource(),
            pool,
            folder,
            InstantSource.system(),
            "node",
            () -> true)) {
      sealer.start();
      append(0, 300);
      sealed(log, 300);
      early = Files.writeString(folder.resolve("early.txt"), Objects.requireNonNull(log.live()));
      append(300, EVENTS - 300);
      sealed(log, EVENTS);
    }
    keys = Files.writeString(folder.resolve("keys.txt"), Objects.requireNonNull(log.keys()));
    checkpoint =
        Files.writeString(folder.resolve("checkpoint.txt"), Objects.requireNonNull(log.live()));
    database.execute("alter table journal.domain_event_entry disable trigger all");
    database.execute("alter table audit.tile disable trigger all");
  }

  @AfterEach
  void close() {
    journal.close();
    pool.close();
  }

  private void append(int from, int rows) {
    database.execute(
        """
        insert into journal.domain_event_entry
          (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
           payload_type, payload_revision, payload, meta_data)
        select 'a-stream', %d + n, 'raw', gen_random_uuid(), clock_timestamp(), 'room.Event', '1',
               convert_to('{"n":' || n || '}', 'UTF8'), convert_to('{"role":"member"}', 'UTF8')
          from generate_series(0, %d - 1) n
        """
            .formatted(from, rows));
  }

  private static void sealed(AuditLog log, long size) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              var latest = log.latest();
              return latest != null && latest.size() == size;
            });
  }

  private String live(String... more) {
    String[] words = new String[3 + more.length];
    words[0] = "fsck";
    words[1] = "--live=jdbc:postgresql://localhost:" + database.port() + "/" + database.name();
    words[2] = "--user=postgres";
    System.arraycopy(more, 0, words, 3, more.length);
    return Verifier.run(words);
  }

  private String dumped() throws Exception {
    Path dump = copy(JournalDump.QUERY, "journal.tsv");
    Path tiles = copy(TILES, "tiles.tsv");
    return Verifier.run(
        "fsck", "--key=" + keys, "--checkpoint=" + checkpoint, "--tiles=" + tiles, dump.toString());
  }

  private Path copy(String query, String name) throws SQLException, IOException {
    Path file = folder.resolve(name);
    try (Connection c = database.dataSource().getConnection();
        OutputStream out = Files.newOutputStream(file)) {
      c.unwrap(PGConnection.class).getCopyAPI().copyOut("copy (" + query + ") to stdout", out);
    }
    return file;
  }

  private void alter(String set) {
    database.execute(
        "update journal.domain_event_entry set " + set + " where sequence_number = " + VICTIM);
  }

  private void found(String set) throws Exception {
    alter(set);
    String named =
        "1 NOT PROVEN: the event at position 302, stream a-stream, sequence 301, is not what was"
            + " logged as entry 301";
    assertThat(live()).isEqualTo(named);
    assertThat(dumped()).isEqualTo(named);
  }

  @Test
  void an_unaltered_journal_is_proven_live_and_as_a_dump() throws Exception {
    assertThat(live()).startsWith("0 proven: all 700 events of circle-journal/");
    assertThat(live("--key=" + keys, "--checkpoint=" + early))
        .startsWith("0 proven: all 300 events")
        .endsWith("400 came later");
    assertThat(dumped()).startsWith("0 proven: all 700 events");
  }

  @Test
  void one_altered_byte_of_a_payload_is_found() throws Exception {
    found("payload = set_byte(payload, 5, get_byte(payload, 5) # 1)");
  }

  @Test
  void one_altered_byte_of_metadata_is_found() throws Exception {
    found("meta_data = set_byte(meta_data, 3, get_byte(meta_data, 3) # 1)");
  }

  @Test
  void one_altered_letter_of_a_name_is_found() throws Exception {
    found("payload_type = 'room.Evens'");
  }

  @Test
  void a_time_altered_by_a_microsecond_is_found() throws Exception {
    found("time_stamp = time_stamp + interval '1 microsecond'");
  }

  @Test
  void another_revision_and_another_event_id_are_found() throws Exception {
    found("payload_revision = '2', event_identifier = gen_random_uuid()");
  }

  @Test
  void a_removed_event_is_found_where_it_was() throws Exception {
    database.execute("delete from journal.domain_event_entry where sequence_number = " + VICTIM);
    assertThat(live()).contains("sequence 302, is not what was logged as entry 301");
    assertThat(dumped()).contains("sequence 302, is not what was logged as entry 301");
  }

  @Test
  void a_cut_off_end_is_found() throws Exception {
    database.execute("delete from journal.domain_event_entry where sequence_number > 650");
    assertThat(live()).contains("the journal ends after 651 events, and 700 were logged");
  }

  /** Whoever alters event and hashes alike still has not the key. */
  @Test
  void tiles_altered_along_with_the_event_do_not_help() throws Exception {
    alter("payload = '{}'");
    database.execute(
        """
        update audit.tile set hashes = set_byte(hashes, 32 * (301 - 256), 0)
         where level = 0 and index = 1
        """);
    assertThat(live("--key=" + keys, "--checkpoint=" + checkpoint)).contains("tiles were altered");
    assertThat(dumped()).contains("tiles were altered");
  }

  @Test
  void without_tiles_it_is_known_that_something_differs_but_not_what() throws Exception {
    alter("payload = '{}'");
    Path dump = copy(JournalDump.QUERY, "journal.tsv");
    assertThat(Verifier.run("fsck", "--key=" + keys, "--checkpoint=" + checkpoint, dump.toString()))
        .startsWith("1 NOT PROVEN: the journal is not the one that was logged");
  }

  @Test
  void a_torn_dump_is_refused_by_its_line() throws Exception {
    Path dump = copy(JournalDump.QUERY, "journal.tsv");
    String text = Files.readString(dump);
    Files.writeString(dump, text.replaceFirst("\t", " "));
    assertThat(Verifier.run("fsck", "--key=" + keys, "--checkpoint=" + checkpoint, dump.toString()))
        .isEqualTo("1 NOT PROVEN: line 1 of the dump: 8 columns, expected 9");
  }

  @Test
  void two_checkpoints_are_consistent_by_fetched_tiles_and_a_missing_one_is_named()
      throws Exception {
    AuditLog log = new AuditLog(pool, journal, folder);
    for (Tile tile :
        new Tile[] {Tile.of(0, 0, EVENTS), Tile.of(0, 1, EVENTS), Tile.of(1, 0, EVENTS)}) {
      write(log, tile);
    }
    String[] words = {
      "consistency",
      "--key=" + keys,
      "--tiles=" + folder.resolve("tile"),
      early.toString(),
      checkpoint.toString()
    };
    assertThat(Verifier.run(words)).contains("tile 0/002.p/188 is missing");
    write(log, Tile.of(0, 2, EVENTS));
    assertThat(Verifier.run(words)).startsWith("0 proven: ").endsWith("from 300 to 700 entries");
    words[3] = checkpoint.toString();
    words[4] = early.toString();
    assertThat(Verifier.run(words)).startsWith("1 NOT PROVEN: the first checkpoint is larger");
  }

  private void write(AuditLog log, Tile tile) throws IOException {
    Path file = folder.resolve("tile").resolve(tile.path());
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, Objects.requireNonNull(log.tile(tile, true)));
  }

  @Test
  void the_dump_that_our_own_program_writes_is_the_one_that_psql_writes() throws Exception {
    Path own = folder.resolve("own.tsv");
    try (PrintStream out =
        new PrintStream(Files.newOutputStream(own), false, StandardCharsets.UTF_8)) {
      Dump.write(journal, out);
    }
    assertThat(own).hasSameTextualContentAs(copy(JournalDump.QUERY, "journal.tsv"));
  }

  @Test
  void what_is_called_wrongly_ends_with_2() {
    assertThat(Verifier.run()).startsWith("2 ");
    assertThat(Verifier.run("conjure")).startsWith("2 there is no command conjure");
    assertThat(Verifier.run("inclusion", "--key=" + keys, "none", "none")).startsWith("2 ");
    assertThat(Verifier.run("inclusion", "--kye=" + keys, "a", "b")).startsWith("2 there is no");
    assertThat(Verifier.run("fsck", "x")).startsWith("2 --checkpoint");
  }
}
