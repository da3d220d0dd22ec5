package org.circlejournal.command.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.Wave;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BoxIT {

  private static final Instant NOW = Instant.parse("2026-05-04T15:00:00Z");

  private static VaultDatabase db;

  private final CircleId circle = VaultDatabase.freshCircle();
  private final Box box = Box.wave(circle, Wave.BASELINE, "cbi");

  @BeforeAll
  static void open() {
    db = new VaultDatabase();
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void a_later_ballot_replaces_the_earlier_one() {
    cast("anna", "first");
    cast("ben", "of ben");
    cast("anna", "second");

    assertThat(db.vault.count(box)).isEqualTo(2);
    assertThat(empty()).containsExactlyInAnyOrder("second", "of ben");
  }

  @Test
  void a_ballot_is_taken_back() {
    cast("anna", "first");
    assertThat(db.vault.holds(box, "anna")).isTrue();
    db.inCommand(() -> db.vault.takeBack(box, "anna"));

    assertThat(db.vault.holds(box, "anna")).isFalse();
    assertThat(db.vault.count(box)).isZero();
    assertThat(empty()).isEmpty();
  }

  @Test
  void neither_voter_nor_ballot_can_be_read_in_the_tables() {
    cast("voter-anna", "the answers of anna");

    String dump = db.dump();
    assertThat(dump).contains(circle.value());
    assertThat(dump).doesNotContain("voter-anna", "the answers");
    assertThat(dump).doesNotContain(hex("voter-anna"), hex("the answers"));
  }

  @Test
  void a_voter_has_another_name_in_every_box() {
    Box other = Box.wave(circle, Wave.ENDPOINT, "cbi");
    cast("anna", "one");
    db.inCommand(() -> db.vault.cast(other, "anna", "one".getBytes(UTF_8)));

    assertThat(
            db.number(
                "SELECT count(DISTINCT row_name) FROM vault.ballot WHERE circle_id = ?",
                circle.value()))
        .isEqualTo(2);
  }

  @Test
  void an_emptied_box_has_no_key_no_ballots_and_no_count() {
    cast("anna", "one");
    cast("anna", "two");
    empty();

    assertThat(
            db.number(
                "SELECT count(*) FROM vault.box WHERE circle_id = ? AND state = 'closed'"
                    + " AND wrapped IS NULL AND epoch IS NULL AND revision = 0",
                circle.value()))
        .isOne();
    assertThat(db.number("SELECT count(*) FROM vault.ballot WHERE circle_id = ?", circle.value()))
        .isZero();
  }

  @Test
  void the_key_of_an_emptied_box_is_gone_for_good_after_the_night() {
    cast("anna", "the secret of anna");
    List<String> wrapped =
        Sql.select(
            db.pool,
            "SELECT wrapped FROM vault.box WHERE circle_id = ?",
            row -> row.getString(1),
            circle.value());
    int epoch = db.keys.newest(Purpose.BOXES);
    empty();
    assertThat(BoxKey.unwrap(db.keys, epoch, box, wrapped.get(0))).isNotNull();
    db.epochs.renewBoxes();

    assertThatThrownBy(() -> BoxKey.unwrap(db.keys, epoch, box, wrapped.get(0)))
        .isInstanceOf(DoesNotOpen.class);
  }

  @Test
  void an_emptied_box_takes_no_more_ballots() {
    cast("anna", "one");
    empty();
    refusedAsConcurrent(() -> cast("ben", "late"));
  }

  @Test
  void a_box_emptied_without_any_ballot_takes_none_later() {
    assertThat(empty()).isEmpty();
    refusedAsConcurrent(() -> cast("ben", "late"));
  }

  @Test
  void an_open_box_is_used_on_after_the_night_wrapped_its_key_anew() {
    cast("anna", "before");
    db.epochs.renewBoxes();
    cast("anna", "after");
    cast("ben", "of ben");

    assertThat(empty()).containsExactlyInAnyOrder("after", "of ben");
  }

  @Test
  void a_ballot_cast_while_the_box_is_emptied_has_the_emptying_refused() {
    cast("anna", "one");
    refusedAsConcurrent(
        () ->
            db.inCommand(
                () -> {
                  db.vault.empty(box);
                  elsewhere(() -> cast("ben", "two"));
                }));

    assertThat(empty()).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void the_very_first_ballot_while_the_box_is_emptied_has_the_emptying_refused() {
    refusedAsConcurrent(
        () ->
            db.inCommand(
                () -> {
                  db.vault.empty(box);
                  elsewhere(() -> cast("ben", "first"));
                }));

    assertThat(empty()).containsExactly("first");
  }

  @Test
  void a_ballot_that_comes_to_its_commit_after_the_emptying_is_refused() {
    cast("anna", "one");
    refusedAsConcurrent(
        () ->
            db.inCommand(
                () -> {
                  db.vault.cast(box, "ben", "late".getBytes(UTF_8));
                  elsewhere(this::empty);
                }));

    assertThat(db.vault.count(box)).isZero();
  }

  @Test
  void of_two_that_empty_a_box_at_once_one_gets_the_ballots() {
    cast("anna", "one");
    refusedAsConcurrent(
        () ->
            db.inCommand(
                () -> {
                  db.vault.empty(box);
                  elsewhere(() -> assertThat(empty()).containsExactly("one"));
                }));
  }

  @Test
  void what_is_received_in_a_race_with_the_close_is_what_the_close_found() throws Exception {
    int voters = 24;
    cast("first", "first");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<String>> received = new ArrayList<>();
      for (int i = 0; i < voters; i++) {
        String voter = "voter-" + i;
        received.add(
            threads.submit(
                () -> {
                  start.await();
                  return accepted(() -> cast(voter, voter)) ? voter : "";
                }));
      }
      start.countDown();
      List<String> found = emptyWithRetries();
      List<String> acknowledged = new ArrayList<>(List.of("first"));
      for (Future<String> each : received) {
        acknowledged.add(each.get());
      }
      acknowledged.removeIf(String::isEmpty);
      assertThat(found).containsExactlyInAnyOrderElementsOf(acknowledged);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_command_that_fails_leaves_the_box_as_it_was() {
    cast("anna", "one");
    assertThatThrownBy(
            () ->
                db.inCommand(
                    () -> {
                      db.vault.empty(box);
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");

    cast("ben", "two");
    assertThat(empty()).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void a_crash_before_the_events_has_the_box_opened_again_with_all_ballots() {
    cast("anna", "one");
    crashAfterFirstHalf();
    refusedAsConcurrent(() -> cast("ben", "meanwhile"));

    BoxSweep sweep = sweep(Stream::empty);
    sweep.run(NOW);
    refusedAsConcurrent(() -> cast("ben", "another node may still be at it"));
    sweep.run(NOW.plusSeconds(60));

    cast("ben", "two");
    assertThat(empty()).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void a_crash_after_the_events_has_the_box_destroyed() {
    cast("anna", "one");
    crashAfterFirstHalf();

    sweep(() -> Stream.of(new SurveyWaveClosed(circle, NOW, Wave.BASELINE))).run(NOW);

    assertThat(db.vault.count(box)).isZero();
    assertThat(
            db.number(
                "SELECT count(*) FROM vault.box WHERE circle_id = ? AND state = 'closed'"
                    + " AND wrapped IS NULL",
                circle.value()))
        .isOne();
  }

  @Test
  void a_crash_after_both_halves_leaves_nothing_to_settle() {
    cast("anna", "one");
    empty();
    BoxSweep sweep = sweep(Stream::empty);
    sweep.run(NOW);
    sweep.run(NOW.plusSeconds(61));

    refusedAsConcurrent(() -> cast("ben", "late"));
  }

  @Test
  void a_box_is_closed_by_its_own_session_or_wave_only() {
    Wave first = new Wave("interim-1");
    Wave tenth = new Wave("interim-10");
    assertThat(Box.wave(circle, first, "cbi").closedBy(new SurveyWaveClosed(circle, NOW, first)))
        .isTrue();
    assertThat(Box.wave(circle, tenth, "cbi").closedBy(new SurveyWaveClosed(circle, NOW, first)))
        .isFalse();
    assertThat(Box.session(circle, 1).closedBy(new SessionClosed(circle, NOW, 1, null))).isTrue();
    assertThat(Box.session(circle, 11).closedBy(new SessionClosed(circle, NOW, 1, null))).isFalse();
    assertThat(Box.closingWords(circle).closedBy(new SurveyWaveClosed(circle, NOW, Wave.ENDPOINT)))
        .isTrue();
    assertThat(Box.closingWords(circle).closedBy(new SurveyWaveClosed(circle, NOW, Wave.FOLLOW_UP)))
        .isFalse();
    assertThat(Box.session(circle, 11).closedBy(new CircleSealed(circle, NOW))).isTrue();
  }

  @Test
  void what_an_import_left_in_an_open_box_is_there_for_the_living() {
    BufferedVault imported = new BufferedVault(db.keys, db.random);
    Box closed = Box.session(circle, 1);
    imported.cast(box, "anna", "one".getBytes(UTF_8));
    imported.cast(closed, "anna", "pulse".getBytes(UTF_8));
    assertThat(imported.empty(closed)).hasSize(1);
    db.journal.works().now(imported.flush());

    cast("ben", "two");
    cast("anna", "replaced");
    assertThat(empty()).containsExactlyInAnyOrder("replaced", "two");
    refusedAsConcurrent(
        () -> db.inCommand(() -> db.vault.cast(closed, "ben", "late".getBytes(UTF_8))));
  }

  private BoxSweep sweep(Supplier<Stream<JournalEvent>> journal) {
    return new BoxSweep(
        db.pool, db.journal.works(), c -> c.equals(circle) ? journal.get() : Stream.empty());
  }

  /** What a crash leaves where the events are elsewhere: the work before them, and no other. */
  private void crashAfterFirstHalf() {
    db.journal.works().now(c -> BoxRows.startClosing(c, box, revision()));
  }

  private long revision() {
    return db.number("SELECT revision FROM vault.box WHERE circle_id = ?", circle.value());
  }

  private void cast(String voter, String ballot) {
    db.inCommand(() -> db.vault.cast(box, voter, ballot.getBytes(UTF_8)));
  }

  private List<String> empty() {
    return db.inCommand(() -> db.vault.empty(box)).stream()
        .map(ballot -> new String(ballot, UTF_8))
        .toList();
  }

  private List<String> emptyWithRetries() {
    while (true) {
      try {
        return empty();
      } catch (Refused e) {
        assertThat(e.refusal()).isEqualTo(Refusal.CONCURRENT_WRITE);
      }
    }
  }

  private static boolean accepted(Runnable command) {
    try {
      command.run();
      return true;
    } catch (Refused e) {
      return false;
    }
  }

  /** On a thread of its own, as another request would be: not in this unit of work. */
  private static void elsewhere(Runnable command) {
    try {
      Thread thread = new Thread(command);
      List<Throwable> failures = new ArrayList<>();
      thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
      thread.start();
      thread.join();
      assertThat(failures).isEmpty();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refusedAsConcurrent(Runnable command) {
    assertThatThrownBy(command::run)
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.CONCURRENT_WRITE));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(UTF_8));
  }
}
