package org.circlejournal.command.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.events.DiskSearch;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.NightRequest;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.SurveyCode;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What waits for the night, as a thief of the database sees it, and as everybody may rely on it.
 */
class NightRequestsIT {

  private static final Instant DAY = Instant.parse("2026-05-04T15:00:00Z");
  private static final Instant NIGHT = Instant.parse("2026-05-05T01:00:00Z");
  private static final Duration ONE_DAY = Duration.ofDays(1);
  private static final int PEOPLE = 40;
  private static final int NIGHTS = 25;

  private final VaultDatabase db = new VaultDatabase();
  private final CircleId circle = VaultDatabase.freshCircle();
  private final SurveyCode code = freshCode();
  private final List<JournalCodeLane> sent = new ArrayList<>();
  private final NightBatch night = new NightBatch(db.pool, db.epochs, db.random, this::journaled);

  @BeforeEach
  void the_day_before() {
    night.run(DAY);
  }

  @AfterEach
  void close() {
    db.close();
  }

  /** As the circle would, but for the events: those say the code for ever. */
  private void journaled(JournalCodeLane order) {
    sent.add(order);
    db.inCommand(() -> db.vault.codeLaneJournaled(order.events()));
  }

  private SurveyCode freshCode() {
    byte[] bytes = new byte[32];
    db.random.nextBytes(bytes);
    return new SurveyCode(HexFormat.of().formatHex(bytes));
  }

  private void withdraw(SurveyCode who) {
    db.inCommand(() -> db.vault.withdraw(circle, who, Purpose.SURVEYS));
  }

  private boolean withdrawn() {
    return db.vault.withdrawn(circle, code, Purpose.SURVEYS);
  }

  private Set<String> codes() {
    return new Withdrawals(db.pool, new EpochKeys(db.folder)).codes(circle.value(), "SURVEYS");
  }

  // --- the thief -------------------------------------------------------------------------------

  @Test
  void no_code_and_no_circle_lies_on_disk_before_or_after_the_night() {
    withdraw(code);
    db.inCommand(() -> db.vault.requestErasure(circle, code));
    assertNowhereOnDisk();
    assertThat(night.run(NIGHT)).isTrue();
    assertThat(sent).hasSize(1);
    assertNowhereOnDisk();
  }

  /** And what is planted as it was kept before is found, although it was deleted. */
  private void assertNowhereOnDisk() {
    SurveyCode planted = freshCode();
    db.database.execute("create table vault.planted (circle_id text, code text)");
    db.database.execute("insert into vault.planted values ('c', '" + planted + "')");
    db.database.execute("delete from vault.planted");
    DiskSearch search = DiskSearch.of(db.database, db.folder);
    db.database.execute("drop table vault.planted");
    assertThat(search.find(planted.value().getBytes(UTF_8)))
        .contains("pg_wal")
        .anyMatch(place -> place.contains("/base/"));
    assertThat(search.find(code.value().getBytes(UTF_8))).isEmpty();
    assertThat(search.find(HexFormat.of().parseHex(code.value()))).isEmpty();
    assertThat(search.find(circle.value().getBytes(UTF_8))).isEmpty();
  }

  @Test
  void after_the_night_its_key_is_gone_and_so_is_what_it_sealed() {
    withdraw(code);
    Stolen stolen = stolen().get(0);
    EpochKeys keys = new EpochKeys(db.folder);
    assertThat(stolen.open(keys).code()).isEqualTo(code.value());
    night.run(NIGHT);
    assertThat(keys.epochs(EpochKeys.Purpose.NIGHT)).hasSize(1).doesNotContain(stolen.epoch());
    assertThatThrownBy(() -> stolen.open(keys)).isInstanceOf(DoesNotOpen.class);
  }

  @Test
  void rows_are_of_one_length_and_no_two_nights_have_a_name_in_common() {
    withdraw(code);
    db.inCommand(() -> db.vault.withdraw(circle, freshCode(), Purpose.RESEARCH_ANSWERS));
    db.inCommand(() -> db.vault.requestErasure(circle, freshCode()));
    assertThat(stolen()).extracting(row -> row.hex().length()).hasSize(3).containsOnly(2 * 156);
    Set<String> first = new HashSet<>();
    stolen().forEach(row -> first.add(row.name()));
    night.run(NIGHT);
    withdraw(code);
    assertThat(stolen()).hasSize(1).noneMatch(row -> first.contains(row.name()));
  }

  /** What the journal's transaction deletes shows a place: it must not be one of the day. */
  @Test
  void the_night_journals_from_rows_whose_order_and_place_say_nothing() {
    List<SurveyCode> came = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      came.add(freshCode());
      withdraw(came.get(i));
    }
    assertThat(opened()).containsExactlyElementsOf(came); // as they came, for who has the key
    Set<String> places = new HashSet<>();
    stolen().forEach(row -> places.add(row.place()));
    NightBatch looking =
        new NightBatch(
            db.pool,
            db.epochs,
            db.random,
            order -> {
              assertThat(stolen()).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
              assertThat(stolen()).hasSize(PEOPLE).noneMatch(row -> places.contains(row.place()));
              assertThat(opened()).isNotEqualTo(came).containsExactlyInAnyOrderElementsOf(came);
              journaled(order);
            });
    assertThat(looking.run(NIGHT)).isTrue();
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).withdrawals()).hasSize(PEOPLE);
  }

  /**
   * @param hex the content
   * @param place in the heap
   */
  private record Stolen(String name, int epoch, String hex, String place) {
    NightRequest open(EpochKeys keys) {
      return NightRequest.open(keys, epoch, name, HexFormat.of().parseHex(hex));
    }
  }

  private List<Stolen> stolen() {
    return Sql.select(
        db.pool,
        "SELECT row_name, epoch, encode(content, 'hex'), ctid::text AS place FROM vault.night_request"
            + " ORDER BY ctid",
        row -> new Stolen(row.getString(1), row.getInt(2), row.getString(3), row.getString(4)));
  }

  private List<SurveyCode> opened() {
    EpochKeys keys = new EpochKeys(db.folder);
    return stolen().stream()
        .map(row -> row.open(keys))
        .map(request -> new SurveyCode(request.code()))
        .toList();
  }

  // --- those who rely on it --------------------------------------------------------------------

  @Test
  void it_counts_at_once_and_while_nights_renew_its_key_under_readers_and_writers()
      throws Exception {
    withdraw(code);
    assertThat(codes()).containsExactly(code.value());
    AtomicBoolean renewing = new AtomicBoolean(true);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<?>> running = new ArrayList<>();
    List<SurveyCode> others = new ArrayList<>();
    running.add(threads.submit(() -> whileTrue(renewing, () -> assertThat(withdrawn()).isTrue())));
    running.add(
        threads.submit(
            () -> whileTrue(renewing, () -> assertThat(codes()).contains(code.value()))));
    running.add(
        threads.submit(
            () ->
                whileTrue(
                    renewing,
                    () -> {
                      SurveyCode other = freshCode();
                      withdraw(other);
                      others.add(other);
                    })));
    for (int i = 0; i < NIGHTS; i++) {
      db.epochs.renewNight();
    }
    renewing.set(false);
    for (Future<?> each : running) {
      each.get();
    }
    threads.shutdown();
    assertThat(others).isNotEmpty();
    assertThat(codes()).hasSize(others.size() + 1);
    assertThat(others).allMatch(other -> db.vault.withdrawn(circle, other, Purpose.SURVEYS));
  }

  private static void whileTrue(AtomicBoolean condition, Runnable task) {
    while (condition.get()) {
      task.run();
    }
  }

  @Test
  void asked_twice_it_waits_once_and_is_journaled_once() {
    withdraw(code);
    withdraw(code);
    night.run(NIGHT);
    night.run(NIGHT.plus(ONE_DAY));
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).withdrawals()).hasSize(1);
    assertThat(withdrawn()).isFalse();
    assertThat(codes()).isEmpty();
  }

  @Test
  void a_restored_request_whose_key_is_gone_stops_the_start_until_it_is_given_up() {
    withdraw(code);
    Stolen stolen = stolen().get(0);
    night.run(NIGHT);
    db.database.execute(
        "insert into vault.night_request values ('%s', %d, '\\x%s')"
            .formatted(stolen.name(), stolen.epoch(), stolen.hex()));
    assertThatThrownBy(db.epochs::open)
        .hasMessageContaining("1 withdrawals or erasures wait for a night whose key was destroyed")
        .hasMessageContaining("circle.lost-keys=accept");
    assertThatThrownBy(this::codes).isInstanceOf(DoesNotOpen.class);
    db.epochs.giveUpLost();
    db.epochs.open();
    assertThat(codes()).isEmpty();
  }

  @Test
  void tables_of_before_are_left_alone_as_long_as_something_waits_in_them() {
    TestPostgres.Database old = TestPostgres.database();
    Flyway.configure()
        .dataSource(old.dataSource())
        .locations("classpath:db/vault")
        .schemas("vault")
        .table("flyway_history")
        .target("5")
        .skipDefaultCallbacks(true)
        .load()
        .migrate();
    old.execute("insert into vault.withdrawal values ('c', 'x', 'SURVEYS', false)");
    assertThatThrownBy(() -> VaultTables.migrate(old.dataSource()))
        .hasMessageContaining("wait for the night, and would be lost")
        .hasMessageContaining("let a night pass");
    old.execute("update vault.withdrawal set journaled = true");
    VaultTables.migrate(old.dataSource());
    assertThat(
            Sql.select(
                old.dataSource(), "SELECT count(*) FROM vault.night_request", row -> row.getInt(1)))
        .containsExactly(0);
  }
}
