package org.circlejournal.command.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.vault.Vault.Content;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.TokenTable;
import org.circlejournal.events.access.Tokens;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.SurveyCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VaultIT {

  private static final String TEXT = Associated.what("theme.IssueNoted", "", "", "text");

  private static VaultDatabase db;
  private static Members members;
  private static TokenTable tokens;

  private final CircleId circle = VaultDatabase.freshCircle();

  @BeforeAll
  static void open() {
    db = new VaultDatabase();
    members = new Members(db.pool, db.journal.works(), db.random);
    tokens = new TokenTable(db.pool);
  }

  @AfterAll
  static void close() {
    db.close();
  }

  @Test
  void what_a_command_sealed_is_opened_by_the_other_side_many_at_once() {
    List<Unsealer.Item> items = new ArrayList<>();
    db.inCommand(
        () -> {
          for (int i = 0; i < 5; i++) {
            Sealed sealed =
                db.vault.seal(Content.TEXTS, circle, TEXT, ("text " + i).getBytes(UTF_8));
            items.add(new Unsealer.Item(sealed, new Associated(circle.value(), TEXT)));
          }
        });
    db.inCommand(() -> db.vault.destroyKey(items.get(2).sealed().key()));

    List<Optional<byte[]>> opened = new Unsealer(db.pool, db.keys).open(items);
    assertThat(opened)
        .extracting(each -> each.map(bytes -> new String(bytes, UTF_8)).orElse("destroyed"))
        .containsExactly("text 0", "text 1", "destroyed", "text 3", "text 4");
  }

  @Test
  void the_keys_of_a_refused_command_are_not_kept() {
    assertThatThrownBy(
            () ->
                db.inCommand(
                    () -> {
                      db.vault.seal(Content.TEXTS, circle, TEXT, new byte[64]);
                      throw new Refused(Refusal.WRONG_PHASE);
                    }))
        .isInstanceOf(Refused.class);
    assertThat(db.number("SELECT count(*) FROM vault.data_key WHERE circle_id = ?", circle.value()))
        .isZero();
  }

  @Test
  void a_member_is_known_by_the_token_and_the_code_is_computed_with_it() {
    Admission admission = admit(null, null);
    SurveyCode code = members.code(circle, admission.newcomer().member(), admission.token());

    assertThat(tokens.find(admission.token()))
        .contains(new Bearer(Role.MEMBER, circle, admission.newcomer().member()));
    assertThat(tokens.find(Tokens.mint(db.random))).isEmpty();
    assertThat(members.code(circle, admission.newcomer().member(), admission.token()))
        .isEqualTo(code);
    assertThat(db.dump()).doesNotContain(code.value(), admission.token(), admission.recoveryCode());
  }

  @Test
  void a_token_that_the_client_made_is_taken_once() {
    String own = Tokens.mint(db.random);
    assertThat(admit(own, null).token()).isEqualTo(own);
    assertThatThrownBy(() -> admit(own, null))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.INVALID_VALUE));
    assertThat(
            db.number(
                "SELECT count(*) FROM vault.member_secret WHERE circle_id = ?", circle.value()))
        .isOne();
  }

  @Test
  void the_recovery_code_gives_a_new_token_for_the_same_code() {
    Admission admission = admit(null, null);
    SurveyCode code = members.code(circle, admission.newcomer().member(), admission.token());

    Members.Recovered recovered =
        members.recover(circle, admission.recoveryCode(), null).orElseThrow();
    assertThat(recovered.member()).isEqualTo(admission.newcomer().member());
    assertThat(members.code(circle, recovered.member(), recovered.token())).isEqualTo(code);
    TokenTable fresh = new TokenTable(db.pool);
    assertThat(fresh.find(recovered.token())).isPresent();
    assertThat(fresh.find(admission.token())).isEmpty();
    assertThat(members.recover(circle, Tokens.mintRecoveryCode(db.random), null)).isEmpty();
  }

  @Test
  void members_are_remembered_and_invitations_are_not() {
    Admission admission = admit(null, null);
    String invitation = members.invite(circle);
    assertThat(tokens.find(admission.token())).isPresent();
    assertThat(tokens.find(invitation)).contains(new Bearer(Role.INVITATION, circle, null));
    db.journal
        .works()
        .now(c -> Sql.update(c, "DELETE FROM vault.token WHERE circle_id = ?", circle.value()));

    assertThat(tokens.find(admission.token())).isPresent();
    assertThat(tokens.find(invitation)).isEmpty();
    tokens.forget(Tokens.hash(admission.token()));
    assertThat(tokens.find(admission.token())).isEmpty();
  }

  @Test
  void an_invitation_is_good_for_one_in_a_race_of_many() throws Exception {
    String invitation = members.invite(circle);
    int racers = 8;
    CyclicBarrier barrier = new CyclicBarrier(racers);
    ExecutorService threads = Executors.newFixedThreadPool(racers);
    try {
      List<Future<Boolean>> joins = new ArrayList<>();
      for (int i = 0; i < racers; i++) {
        joins.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return admitted(invitation);
                }));
      }
      Map<Boolean, Integer> outcomes = new HashMap<>();
      for (Future<Boolean> join : joins) {
        outcomes.merge(join.get(), 1, Integer::sum);
      }
      assertThat(outcomes).containsEntry(true, 1).containsEntry(false, racers - 1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(
            db.number(
                "SELECT count(*) FROM vault.member_secret WHERE circle_id = ?", circle.value()))
        .isOne();
    assertThat(tokens.find(invitation)).isEmpty();
  }

  @Test
  void an_invitation_of_another_circle_admits_nobody() {
    String invitation = members.invite(VaultDatabase.freshCircle());
    assertThat(admitted(invitation)).isFalse();
    assertThat(tokens.find(invitation)).isPresent();
  }

  @Test
  void an_invitation_is_still_good_when_the_command_that_used_it_failed() {
    String invitation = members.invite(circle);
    assertThatThrownBy(
            () ->
                db.inCommand(
                    () -> {
                      db.vault.admit(
                          circle, Admission.of(circle, null, invitation, db.random).newcomer());
                      throw new Refused(Refusal.CONCURRENT_WRITE);
                    }))
        .isInstanceOf(Refused.class);
    assertThat(admitted(invitation)).isTrue();
  }

  @Test
  void a_withdrawal_counts_at_once() {
    SurveyCode code = new SurveyCode("c0de");
    assertThat(db.vault.withdrawn(circle, code, Purpose.QUOTE)).isFalse();
    db.inCommand(() -> db.vault.withdraw(circle, code, Purpose.QUOTE));
    assertThat(db.vault.withdrawn(circle, code, Purpose.QUOTE)).isTrue();
    assertThat(db.vault.withdrawn(circle, code, Purpose.SURVEYS)).isFalse();
  }

  @Test
  void circles_are_woken_when_they_are_due() {
    Dues dues = new Dues(db.pool, db.journal.works());
    Instant soon = Instant.parse("2020-01-01T10:00:00Z");
    Instant later = soon.plusSeconds(3600);
    db.inCommand(() -> db.vault.wake(circle, later));
    db.inCommand(() -> db.vault.wake(circle, soon));
    db.inCommand(() -> db.vault.wake(circle, soon));

    assertThat(dues.next()).contains(soon);
    assertThat(dues.due(soon.minusSeconds(1), 10)).isEmpty();
    assertThat(dues.due(later, 10)).containsExactly(circle);
    dues.done(circle, soon);
    assertThat(dues.next()).contains(later);
    dues.done(circle, later);
    assertThat(dues.next()).isEmpty();
  }

  @Test
  void the_query_side_may_read_tokens_keys_and_night_requests_and_do_nothing_else() {
    TestPostgres.Database other = TestPostgres.database();
    other.execute(
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = 'circle_query') then
            create role circle_query; create role circle_command;
          end if;
        end $$
        """);
    VaultTables.migrate(other.dataSource());
    List<String> rights =
        Sql.select(
            other.dataSource(),
            """
            SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants
            WHERE table_schema = 'vault' AND grantee = 'circle_query'
            """,
            row -> row.getString(1));
    assertThat(rights)
        .containsExactlyInAnyOrder("token SELECT", "data_key SELECT", "night_request SELECT");
    List<String> withoutRights =
        Sql.select(
            other.dataSource(),
            """
            SELECT table_name FROM information_schema.tables t
            WHERE table_schema = 'vault' AND table_name <> 'flyway_history'
              AND (SELECT count(*) FROM information_schema.role_table_grants g
                   WHERE g.table_schema = 'vault' AND g.table_name = t.table_name
                     AND g.grantee = 'circle_command') <> 4
            """,
            row -> row.getString(1));
    assertThat(withoutRights).isEmpty();
  }

  @Test
  void without_its_epoch_key_a_text_counts_as_destroyed() {
    EpochKeys other = TestKeys.fresh();
    Sealed sealed = db.inCommand(() -> db.vault.seal(Content.TEXTS, circle, TEXT, new byte[64]));
    other.destroy(EpochKeys.Purpose.TEXTS, 1);
    assertThat(new Unsealer(db.pool, other).open(sealed, new Associated(circle.value(), TEXT)))
        .isEmpty();
  }

  @Test
  void no_table_holds_both_lanes_and_none_tells_when() {
    List<String> both =
        Sql.select(
            db.pool,
            """
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'vault' AND column_name IN ('member_id', 'code')
            GROUP BY table_name HAVING count(*) > 1
            """,
            row -> row.getString(1));
    assertThat(both).isEmpty();
    List<String> times =
        Sql.select(
            db.pool,
            """
            SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'vault' AND table_name <> 'flyway_history'
              AND (data_type LIKE 'timestamp%' OR data_type = 'date' OR is_identity = 'YES'
                   OR column_default LIKE 'nextval%')
            """,
            row -> row.getString(1));
    // A claim's time stands only while its events are on their way to Axon Server.
    assertThat(times)
        .containsExactlyInAnyOrder("due.due_at", "night.last", "idempotency.claimed_at");
  }

  private Admission admit(@Nullable String token, @Nullable String invitation) {
    Admission admission = Admission.of(circle, token, invitation, db.random);
    db.inCommand(() -> db.vault.admit(circle, admission.newcomer()));
    return admission;
  }

  private boolean admitted(String invitation) {
    try {
      admit(null, invitation);
      return true;
    } catch (Refused e) {
      assertThat(e.refusal()).isEqualTo(Refusal.TOKEN_INVALID);
      return false;
    }
  }
}
