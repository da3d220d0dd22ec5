package org.circlejournal.command.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.access.TokenTable;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.sealing.EpochKeys;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class ShortKeysIT {

  private static final Instant SEALING = Instant.parse("2027-03-01T10:00:00Z");

  private final SecureRandom random = new SecureRandom();
  private final CircleId circle = VaultDatabase.freshCircle();

  /** A database of the version before, with a member and all that one leaves behind. */
  private TestPostgres.Database before(Admission admission, Idempotency.Claim claim) {
    TestPostgres.Database database = TestPostgres.journal();
    Flyway.configure()
        .dataSource(database.dataSource())
        .locations("classpath:db/vault")
        .schemas("vault")
        .table("flyway_history")
        .target("6")
        .skipDefaultCallbacks(true)
        .load()
        .migrate();
    Newcomer newcomer = admission.newcomer();
    database.execute(
        "insert into vault.token values ('%s', 'member', '%s', '%s')"
            .formatted(newcomer.tokenHash(), circle, newcomer.member()));
    database.execute(
        "insert into vault.member_secret values ('%s', '%s', '%s', '%s', '%s')"
            .formatted(
                circle,
                newcomer.member(),
                newcomer.secretByToken(),
                newcomer.recoveryHash(),
                newcomer.secretByRecovery()));
    database.execute("insert into vault.due values ('%s', '%s')".formatted(circle, SEALING));
    database.execute(
        "insert into vault.idempotency values ('%s', %d, '%s', '{}')"
            .formatted(claim.name(), claim.epoch(), claim.body()));
    return database;
  }

  @Test
  void what_was_written_as_hex_digits_is_found_by_its_bytes() {
    EpochKeys keys = TestKeys.fresh();
    Admission admission = Admission.of(circle, null, null, random);
    byte[] body = {1, 2, 3};
    try (TestJournal first = new TestJournal(TestPostgres.journal())) {
      Idempotency.Claim claim =
          new Idempotency(first.pool, first.journal, keys).claim("me", "/circles", "key", body);
      TestPostgres.Database database = before(admission, claim);
      VaultTables.migrate(database.dataSource());

      try (TestJournal migrated = new TestJournal(database)) {
        Members members = new Members(migrated.pool, migrated.journal.works(), random);
        Idempotency idempotency = new Idempotency(migrated.pool, migrated.journal, keys);
        Dues dues = new Dues(migrated.pool, migrated.journal.works());

        assertThat(new TokenTable(migrated.pool).find(admission.token()))
            .hasValueSatisfying(
                bearer -> assertThat(bearer.member()).isEqualTo(admission.newcomer().member()));
        assertThat(idempotency.find("me", "/circles", "key", body)).isEqualTo(Optional.of("{}"));
        assertThat(dues.next()).contains(SEALING);
        assertThat(dues.due(SEALING, 10)).containsExactly(circle);
        assertThat(members.recover(circle, admission.recoveryCode(), null)).isPresent();
        assertThat(new TokenTable(migrated.pool).find(admission.token())).isEmpty();
      }
    }
  }

  private static final class TestJournal implements AutoCloseable {
    private final HikariDataSource pool;
    private final Journal journal;

    TestJournal(TestPostgres.Database database) {
      pool = database.pool(4);
      journal = Journal.open(JournalSettings.postgres(pool));
    }

    @Override
    public void close() {
      journal.close();
      pool.close();
    }
  }
}
