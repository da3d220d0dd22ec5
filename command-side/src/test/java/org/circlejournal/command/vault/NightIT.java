package org.circlejournal.command.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.survey.SurveyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NightIT {

  private static final Instant DAY = Instant.parse("2026-05-04T15:00:00Z");
  private static final Instant NIGHT = Instant.parse("2026-05-05T01:00:00Z");

  private VaultDatabase db;
  private final List<JournalCodeLane> sent = new ArrayList<>();
  private NightBatch night;

  @BeforeEach
  void open() {
    db = new VaultDatabase();
    night = new NightBatch(db.pool, db.epochs, db.random, this::journal);
    assertThat(night.run(DAY)).isFalse(); // the first day has no night before it
  }

  @AfterEach
  void close() {
    db.close();
  }

  /** As the circle would. */
  private void journal(JournalCodeLane order) {
    sent.add(order);
    db.inCommand(() -> db.vault.codeLaneJournaled(order.events()));
  }

  @Test
  void withdrawals_and_erasures_of_the_day_are_journaled_with_one_time() {
    CircleId one = VaultDatabase.freshCircle();
    CircleId two = VaultDatabase.freshCircle();
    db.inCommand(() -> db.vault.withdraw(one, new SurveyCode("a"), Purpose.SURVEYS));
    db.inCommand(() -> db.vault.withdraw(one, new SurveyCode("a"), Purpose.QUOTE));
    db.inCommand(() -> db.vault.requestErasure(two, new SurveyCode("b")));

    assertThat(night.run(DAY.plusSeconds(60))).isFalse();
    assertThat(night.run(NIGHT)).isTrue();

    List<ConsentEvent> events = sent.stream().flatMap(order -> order.events().stream()).toList();
    assertThat(events).hasSize(3).allMatch(event -> event.at().equals(NIGHT));
    assertThat(events).filteredOn(ConsentWithdrawn.class::isInstance).hasSize(2);
    assertThat(events)
        .filteredOn(ErasureRequested.class::isInstance)
        .singleElement()
        .matches(event -> event.circleId().equals(two));
    assertThat(db.vault.withdrawn(one, new SurveyCode("a"), Purpose.SURVEYS)).isFalse();
    assertThat(db.number("SELECT count(*) FROM vault.night_request")).isZero();
  }

  @Test
  void it_runs_once_a_day() {
    assertThat(night.run(NIGHT)).isTrue();
    assertThat(night.run(NIGHT.plusSeconds(3600))).isFalse();
    assertThat(night.run(NIGHT.plusSeconds(86_400))).isTrue();
  }

  @Test
  void what_was_journaled_is_not_journaled_again() {
    db.inCommand(
        () -> db.vault.withdraw(VaultDatabase.freshCircle(), new SurveyCode("a"), Purpose.SURVEYS));
    night.run(NIGHT);
    night.run(NIGHT.plusSeconds(86_400));
    assertThat(sent).hasSize(1);
  }

  @Test
  void a_circle_that_cannot_be_written_waits_for_the_next_night_alone() {
    CircleId stuck = VaultDatabase.freshCircle();
    CircleId other = VaultDatabase.freshCircle();
    db.inCommand(() -> db.vault.withdraw(stuck, new SurveyCode("a"), Purpose.SURVEYS));
    db.inCommand(() -> db.vault.withdraw(other, new SurveyCode("b"), Purpose.SURVEYS));
    NightBatch failing =
        new NightBatch(
            db.pool,
            db.epochs,
            db.random,
            order -> {
              if (order.circleId().equals(stuck)) {
                throw new Refused(Refusal.CONCURRENT_WRITE);
              }
              journal(order);
            });
    assertThat(failing.run(NIGHT)).isTrue();
    assertThat(sent).extracting(JournalCodeLane::circleId).containsExactly(other);
    night.run(NIGHT.plusSeconds(86_400));
    assertThat(sent).extracting(JournalCodeLane::circleId).containsExactly(other, stuck);
  }

  @Test
  void idempotency_is_remembered_over_one_night_and_forgotten_after_two() {
    Idempotency idempotency = new Idempotency(db.pool, db.journal, db.keys);
    byte[] body = "{\"session\":3}".getBytes(UTF_8);
    Idempotency.Claim claim = idempotency.claim("token", "/circles/c/start-session", "k1", body);
    db.inCommand(() -> idempotency.enlist(claim, "{\"version\":7}"));

    assertThat(find(idempotency, "k1", body)).contains("{\"version\":7}");
    night.run(NIGHT);
    assertThat(find(idempotency, "k1", body)).contains("{\"version\":7}");
    assertThat(db.has(EpochKeys.Purpose.TOKENS, claim.epoch())).isTrue();
    night.run(NIGHT.plusSeconds(86_400));
    assertThat(find(idempotency, "k1", body)).isEmpty();
    assertThat(db.has(EpochKeys.Purpose.TOKENS, claim.epoch())).isFalse();
    assertThat(db.number("SELECT count(*) FROM vault.idempotency")).isZero();
  }

  @Test
  void the_same_key_with_another_body_is_refused_and_another_bearer_is_another_key() {
    Idempotency idempotency = new Idempotency(db.pool, db.journal, db.keys);
    byte[] body = "{\"session\":3}".getBytes(UTF_8);
    Idempotency.Claim claim = idempotency.claim("token", "/circles/c/start-session", "k1", body);
    db.inCommand(() -> idempotency.enlist(claim, "{}"));

    assertThatThrownBy(() -> find(idempotency, "k1", "{\"session\":4}".getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.IDEMPOTENCY_KEY_REUSED));
    assertThat(find(idempotency, "k2", body)).isEmpty();
    assertThat(idempotency.find("other", "/circles/c/start-session", "k1", body)).isEmpty();
    assertThat(db.dump()).doesNotContain("token\n", "start-session", "k1", "session\":3");
  }

  @Test
  void of_two_same_requests_at_once_one_is_refused_and_stores_nothing() {
    Idempotency idempotency = new Idempotency(db.pool, db.journal, db.keys);
    CircleId circle = VaultDatabase.freshCircle();
    Idempotency.Claim claim = idempotency.claim("token", "/x", "k1", new byte[0]);
    db.inCommand(() -> idempotency.enlist(claim, "{}"));
    assertThatThrownBy(
            () ->
                db.inCommand(
                    () -> {
                      db.vault.wake(circle, DAY);
                      idempotency.enlist(claim, "{}");
                    }))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.CONCURRENT_WRITE));
    assertThat(db.number("SELECT count(*) FROM vault.due")).isZero();
  }

  @Test
  void a_lost_epoch_key_stops_the_start_instead_of_being_made_anew() {
    db.keys.destroy(EpochKeys.Purpose.ANSWERS, 1);
    assertThatThrownBy(db.epochs::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ANSWERS")
        .hasMessageContaining("missing");
    assertThat(db.has(EpochKeys.Purpose.ANSWERS, 1)).isFalse();
  }

  @Test
  void another_key_under_the_same_number_stops_the_start() {
    db.keys.destroy(EpochKeys.Purpose.ANSWERS, 1);
    db.keys.mint(EpochKeys.Purpose.ANSWERS, 1, db.random);
    assertThatThrownBy(db.epochs::open).hasMessageContaining("not the one");
  }

  @Test
  void a_night_that_crashed_before_it_deleted_the_old_key_is_finished_at_the_start() {
    db.journal
        .works()
        .now(
            c ->
                Sql.update(
                    c,
                    "INSERT INTO vault.epoch (purpose, epoch, fingerprint, destroyed)"
                        + " VALUES ('BOXES', 0, 'x', true)"));
    db.keys.mint(EpochKeys.Purpose.BOXES, 0, db.random);
    db.epochs.open();
    assertThat(db.has(EpochKeys.Purpose.BOXES, 0)).isFalse();
    assertThat(db.has(EpochKeys.Purpose.BOXES, 1)).isTrue();
  }

  @Test
  void what_a_destroyed_epoch_would_wrap_is_refused() {
    db.journal
        .works()
        .now(c -> Sql.update(c, "UPDATE vault.epoch SET destroyed = true WHERE purpose = 'TEXTS'"));
    assertThatThrownBy(
            () ->
                db.inCommand(
                    () ->
                        db.vault.seal(
                            Vault.Content.TEXTS,
                            VaultDatabase.freshCircle(),
                            "text",
                            new byte[64])))
        .isInstanceOf(Refused.class);
  }

  @Test
  void what_was_done_yesterday_is_not_done_again_today() {
    Idempotency idempotency = new Idempotency(db.pool, db.journal, db.keys);
    byte[] body = "{}".getBytes(UTF_8);
    db.inCommand(() -> idempotency.enlist(idempotency.claim("token", "/x", "k1", body), "{}"));
    db.epochs.renewTokens();
    Idempotency.Claim again = idempotency.claim("token", "/x", "k1", body);
    assertThatThrownBy(() -> db.inCommand(() -> idempotency.enlist(again, "{}")))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.CONCURRENT_WRITE));
    assertThat(db.number("SELECT count(*) FROM vault.idempotency")).isEqualTo(1);
  }

  @Test
  void a_claim_of_before_midnight_is_refused_after_it_and_made_anew() {
    Idempotency idempotency = new Idempotency(db.pool, db.journal, db.keys);
    EpochKeys others = new EpochKeys(db.folder);
    Idempotency behind = new Idempotency(db.pool, db.journal, others);
    byte[] body = "{}".getBytes(UTF_8);
    Idempotency.Claim late = behind.claim("token", "/x", "k1", body);
    db.epochs.renewTokens();
    db.inCommand(() -> idempotency.enlist(idempotency.claim("token", "/x", "k1", body), "{}"));
    assertThatThrownBy(() -> db.inCommand(() -> behind.enlist(late, "{}")))
        .isInstanceOf(Refused.class);
    assertThat(behind.find("token", "/x", "k1", body)).contains("{}");
  }

  private static Optional<String> find(Idempotency idempotency, String key, byte[] body) {
    return idempotency.find("token", "/circles/c/start-session", key, body);
  }
}
