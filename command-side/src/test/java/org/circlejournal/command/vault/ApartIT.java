package org.circlejournal.command.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.circlejournal.command.Refused;
import org.circlejournal.events.access.TokenTable;
import org.circlejournal.events.access.Tokens;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.ApartWorks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The vault where the events are elsewhere: the works before them are committed when the store
 * refuses the events, or does not say what became of them.
 */
class ApartIT {

  private final VaultDatabase db = new VaultDatabase();
  private final ApartWorks apart = new ApartWorks(db.pool);
  private final PostgresVault vault = new PostgresVault(db.pool, apart.works(), db.keys, db.random);
  private final CircleId circle = VaultDatabase.freshCircle();
  private final Box box = Box.session(circle, 3);

  @BeforeEach
  void aBallotIsCast() {
    db.inCommand(() -> vault.cast(box, "anna", "one".getBytes(UTF_8)));
  }

  @AfterEach
  void close() {
    apart.close();
    db.close();
  }

  @Test
  void a_box_is_destroyed_after_the_events() {
    assertThat(db.inCommand(() -> vault.empty(box))).hasSize(1);
    assertThat(state()).isEqualTo("closed");
  }

  @Test
  void a_box_is_closing_while_the_events_are_written() {
    db.inCommand(
        () -> {
          vault.empty(box);
          CurrentUnitOfWork.get().onCommit(u -> assertThat(state()).isEqualTo("closing"));
        });
  }

  @Test
  void a_box_opens_again_when_the_store_refused_the_events() {
    assertThatThrownBy(
            () ->
                db.inCommand(
                    () -> {
                      vault.empty(box);
                      storeFails(new ConcurrencyException("somebody was faster"));
                    }))
        .isInstanceOf(ConcurrencyException.class);
    assertThat(state()).isEqualTo("open");
    db.inCommand(() -> vault.cast(box, "ben", "two".getBytes(UTF_8)));
    assertThat(db.inCommand(() -> vault.empty(box))).hasSize(2);
  }

  @Test
  void a_box_waits_for_the_sweep_when_nobody_knows_whether_the_events_were_stored() {
    assertThatThrownBy(
            () ->
                db.inCommand(
                    () -> {
                      vault.empty(box);
                      storeFails(new IllegalStateException("the line is dead"));
                    }))
        .hasMessage("the line is dead");
    assertThat(state()).isEqualTo("closing");
    assertThatThrownBy(() -> db.inCommand(() -> vault.cast(box, "ben", new byte[1])))
        .isInstanceOf(Refused.class);
  }

  @Test
  void invitation_and_token_are_free_again_when_the_store_refused_the_events() {
    String invitation = new Members(db.pool, apart.works(), db.random).invite(circle);
    String own = Tokens.mint(db.random);
    Newcomer newcomer = Admission.of(circle, own, invitation, db.random).newcomer();
    assertThatThrownBy(
            () ->
                db.inCommand(
                    () -> {
                      vault.admit(circle, newcomer);
                      storeFails(new ConcurrencyException("somebody was faster"));
                    }))
        .isInstanceOf(ConcurrencyException.class);
    assertThat(new TokenTable(db.pool).find(invitation)).isPresent();
    assertThat(new TokenTable(db.pool).find(own)).isEmpty();
    Newcomer again = Admission.of(circle, own, invitation, db.random).newcomer();
    db.inCommand(() -> vault.admit(circle, again));
    assertThat(new TokenTable(db.pool).find(invitation)).isEmpty();
    assertThat(new TokenTable(db.pool).find(own)).isPresent();
  }

  private static void storeFails(RuntimeException failure) {
    CurrentUnitOfWork.get()
        .onCommit(
            u -> {
              throw failure;
            });
  }

  private String state() {
    return Sql.select(
            db.pool,
            "SELECT state FROM vault.box WHERE circle_id = ?",
            row -> row.getString(1),
            circle.value())
        .get(0);
  }
}
