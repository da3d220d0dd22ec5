package org.circlejournal.query.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.query.survey.Waves.MBI;
import static org.circlejournal.query.survey.Waves.START;
import static org.circlejournal.query.survey.Waves.code;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.NightRequest;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.view.Follower;
import org.circlejournal.query.view.ViewTables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherIT {

  /** What the publisher reads of the vault; the command side makes the real tables. */
  private static final String VAULT =
      """
      create schema vault;
      create table vault.data_key
        (key_id text, circle_id text, purpose text, epoch integer, wrapped text);
      create table vault.night_request (row_name text, epoch integer, content bytea);
      """;

  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path secrets;
  private final CircleId circle = new CircleId(UUID.randomUUID().toString());
  private final TestPostgres.Database database = TestPostgres.journal();
  private HikariDataSource pool = database.pool(12);
  private Journal journal = Journal.open(JournalSettings.postgres(pool));
  private EpochKeys epochs = new EpochKeys(Path.of("."));
  private final Map<CircleId, Long> next = new HashMap<>();

  @BeforeEach
  void make_keys_and_tables() {
    database.execute(VAULT);
    epochs = new EpochKeys(secrets);
    epochs.mint(EpochKeys.Purpose.ANSWERS, 1, RANDOM);
    epochs.mint(EpochKeys.Purpose.NIGHT, 1, RANDOM);
  }

  @AfterEach
  void close() {
    journal.close();
    pool.close();
  }

  @Test
  void sealed_answers_become_rows_of_the_ledger_once() {
    wave(Wave.BASELINE, 0);
    publisher().publish(circle);
    publisher().publish(circle);

    assertThat(ledger()).hasSize(3).allMatch(row -> row.n() != null && row.n() == 12);
  }

  @Test
  void two_publishers_at_once_publish_once() throws Exception {
    assertPublishedOnce();
  }

  @Test
  void two_publishers_at_once_publish_once_over_axon_server_too() throws Exception {
    String servers = System.getenv("AXON_SERVER");
    if (servers == null) {
      System.out.println("PublisherIT is skipped in part: AXON_SERVER=host:port is not set");
    }
    Assumptions.assumeTrue(servers != null, "AXON_SERVER=host:port is not set");
    journal.close();
    journal =
        Journal.open(
            new JournalSettings(
                pool,
                new JournalSettings.AxonServer(
                    Objects.requireNonNull(servers), null, "publisher-test")));
    assertPublishedOnce();
  }

  private void assertPublishedOnce() throws Exception {
    wave(Wave.BASELINE, 0);
    wave(Wave.ENDPOINT, 200);
    ExecutorService both = Executors.newFixedThreadPool(2);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Publisher publisher = publisher();
      runs.add(
          both.submit(
              () -> {
                start.await();
                publisher.publish(circle);
                return true;
              }));
    }
    start.countDown();
    for (Future<?> run : runs) {
      run.get();
    }
    both.shutdown();

    assertThat(ledger()).hasSize(9);
    assertThat(ledger())
        .extracting(row -> row.wave() + " " + row.row() + " " + row.scale())
        .doesNotHaveDuplicates();
  }

  @Test
  void a_withdrawal_counts_before_the_night_has_journaled_it() {
    wave(Wave.BASELINE, 0);
    waits(NightRequest.withdrawal(circle.value(), code(3).value(), "SURVEYS"));
    waits(NightRequest.withdrawal(circle.value(), code(5).value(), "QUOTE"));
    waits(NightRequest.withdrawal("another-circle", code(6).value(), "SURVEYS"));
    waits(NightRequest.erasure(circle.value(), code(4).value()));
    publisher().publish(circle);

    assertThat(ledger()).hasSize(3).allMatch(row -> row.n() != null && row.n() == 10);
  }

  /** As the command side writes it. */
  private void waits(NightRequest request) {
    database.execute(
        "insert into vault.night_request values ('%s', 1, '\\x%s')"
            .formatted(request.row(epochs, 1), HexFormat.of().formatHex(request.seal(epochs, 1))));
  }

  @Test
  void a_request_whose_key_is_lost_stops_the_publisher_instead_of_being_passed_over() {
    wave(Wave.BASELINE, 0);
    waits(NightRequest.erasure(circle.value(), code(4).value()));
    epochs.destroy(EpochKeys.Purpose.NIGHT, 1);
    assertThatThrownBy(() -> publisher().publish(circle)).isInstanceOf(DoesNotOpen.class);
    assertThat(ledger()).isEmpty();
  }

  @Test
  void two_circles_of_three_are_glued_once_by_two_publishers_that_follow_at_once() {
    ViewTables.migrate(pool);
    CircleId other = new CircleId(UUID.randomUUID().toString());
    CircleId third = new CircleId(UUID.randomUUID().toString());
    found(circle, false);
    found(other, false);
    found(third, true);
    wave(circle, Wave.BASELINE, 0, 1, 3);
    wave(third, Wave.BASELINE, 1, 7, 9);
    wave(other, Wave.BASELINE, 2, 4, 6);
    List<ResultReleased> levels = new ArrayList<>();
    for (CircleId each : List.of(circle, third, other)) {
      publisher().publish(each);
      levels.addAll(ledger(each, ResultReleased.class));
    }
    assertThat(levels).hasSize(9).allMatch(row -> "fewer-than-k".equals(row.withheld()));

    levels.stream()
        .parallel()
        .forEach(
            level -> {
              publisher().glue(level);
              publisher().glue(level);
            });

    for (ResultReleased level : levels.subList(0, 3)) {
      List<JournalEvent> scale = ledger(ScaleBlocks.ledgerOf(level), JournalEvent.class);
      assertThat(scale).hasSize(3); // two wait, and are glued
      CirclesGlued block = (CirclesGlued) scale.get(2);
      assertThat(block.circles()).containsExactlyInAnyOrder(circle, other);
      assertThat(block.workplace()).isEqualTo("CLINIC-A");
      assertThat(ledger(block.block(), ResultReleased.class))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.n()).isEqualTo(6);
                assertThat(row.withheld()).isEqualTo("rounded-below-2k");
              });
    }
  }

  @Test
  void a_block_goes_on_with_its_circles_next_wave() {
    ViewTables.migrate(pool);
    CircleId other = new CircleId(UUID.randomUUID().toString());
    found(circle, false);
    found(other, false);
    try (Follower follower = follower()) {
      follower.start();
      wave(circle, Wave.BASELINE, 0, 1, 4);
      wave(other, Wave.BASELINE, 1, 5, 8);
      Awaitility.await().until(() -> blocks().size() == 3);
      wave(circle, Wave.ENDPOINT, 200, 1, 4);
      wave(other, Wave.ENDPOINT, 201, 5, 8);
      for (CircleId block : blocks()) {
        Awaitility.await().until(() -> ledger(block, ResultReleased.class).size() == 3);
        assertThat(ledger(block, ResultReleased.class))
            .allMatch(row -> row.n() != null && row.n() == 8);
        assertThat(ledger(block, ResultReleased.class))
            .extracting(ResultReleased::row)
            .containsExactly(RowKind.WAVE, RowKind.WAVE, RowKind.CONTRAST);
      }
      assertThat(follower.failures()).isEmpty();
    }
    assertThat(ledger()).hasSize(9).allMatch(row -> "fewer-than-k".equals(row.withheld()));
  }

  /** Blocks in which the circle is, once each has shown something. */
  private List<CircleId> blocks() {
    List<CircleId> blocks = new ArrayList<>();
    for (ResultReleased level : ledger()) {
      for (JournalEvent event : ledger(ScaleBlocks.ledgerOf(level), JournalEvent.class)) {
        if (event instanceof CirclesGlued glued
            && !blocks.contains(glued.block())
            && !ledger(glued.block(), ResultReleased.class).isEmpty()) {
          blocks.add(glued.block());
        }
      }
    }
    return blocks;
  }

  private void found(CircleId id, boolean imported) {
    append(
        new CircleFounded(
            id,
            START,
            "NORTH-7",
            "CLINIC-A",
            ZoneId.of("UTC"),
            List.of(),
            14,
            90,
            12,
            5,
            5,
            60,
            "1",
            null,
            imported));
  }

  @Test
  void it_follows_the_journal_and_goes_on_where_it_stood() {
    ViewTables.migrate(pool);
    wave(Wave.BASELINE, 0);
    try (Follower follower = follower()) {
      follower.start();
      Awaitility.await().until(() -> ledger().size() == 3);
      assertThat(follower.failures()).isEmpty();
    }
    wave(Wave.ENDPOINT, 200);
    try (Follower follower = follower()) {
      follower.start();
      Awaitility.await().until(() -> ledger().size() == 9);
    }
  }

  private Follower follower() {
    Publisher publisher = publisher();
    return new Follower(
        "publisher", journal.source(), pool, "node-" + RANDOM.nextInt(), () -> true, publisher::on);
  }

  private Publisher publisher() {
    return new Publisher(
        journal,
        new Unsealer(pool, epochs),
        new Withdrawals(pool, epochs),
        Instruments.shipped(),
        RANDOM,
        () -> START.plus(Duration.ofDays(400)));
  }

  private List<ResultReleased> ledger() {
    return ledger(circle, ResultReleased.class);
  }

  private <E extends JournalEvent> List<E> ledger(CircleId of, Class<E> type) {
    List<E> rows = new ArrayList<>();
    journal
        .readStream(Publisher.ledgerOf(of), 0)
        .forEachRemaining(message -> rows.add(type.cast(message.getPayload())));
    return rows;
  }

  /** Twelve people answer everything. */
  private void wave(Wave wave, int day) {
    wave(circle, wave, day, 1, 12);
  }

  /** The people from one number to the other do. */
  private void wave(CircleId circle, Wave wave, int day, int first, int last) {
    Instant at = START.plus(Duration.ofDays(day));
    Instant closing = at.plus(Duration.ofDays(14));
    append(
        new SurveyWaveOpened(
            circle,
            at,
            wave,
            List.of(new InstrumentKey(MBI.id(), MBI.fingerprint())),
            closing,
            Publish.AT_CLOSE,
            Waves.NOTHING,
            Waves.K));
    for (int person = first; person <= last; person++) {
      append(recorded(circle, wave, person, closing));
      if (wave.equals(Wave.BASELINE)) {
        Notice notice = new Notice("1", "en", "0".repeat(64));
        append(
            new ConsentGiven(
                circle, closing, Lane.CODE, code(person).value(), Purpose.SURVEYS, notice));
      }
    }
    append(new SurveyWaveClosed(circle, closing, wave));
  }

  private SurveyRecorded recorded(CircleId circle, Wave wave, int person, Instant at) {
    int answer = (person + wave.place()) % 7;
    Map<String, Integer> answers = new LinkedHashMap<>();
    MBI.itemIds().forEach(item -> answers.put(item, answer));
    AnswerSheet sheet =
        new AnswerSheet(
            code(person), true, true, false, false, HexFormat.of().formatHex(MBI.encode(answers)));
    DataKey.Sealing sealing =
        DataKey.seal(
            epochs,
            EpochKeys.Purpose.ANSWERS,
            1,
            new Associated(circle.value(), AnswerSheet.associated(wave, MBI.id())),
            sheet.bytes(),
            RANDOM);
    DataKey key = sealing.key();
    database.execute(
        "insert into vault.data_key values ('%s', '%s', '%s', %d, '%s')"
            .formatted(key.id(), key.circle(), key.purpose(), key.epoch(), key.wrapped()));
    return new SurveyRecorded(
        circle, at, wave, MBI.id(), "ballot-" + wave + "-" + person, sealing.sealed());
  }

  private void append(JournalEvent event) {
    CircleId stream = event.circleId();
    journal.append(
        stream.value(), next.merge(stream, 0L, (n, zero) -> n + 1), event, event.at(), Map.of());
  }
}
