package org.circlejournal.command.vault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Work;
import org.circlejournal.events.journal.Works;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.NightRequest;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.SurveyCode;

/**
 * The vault in PostgreSQL. Reads see what is committed; writes are enlisted with the current unit
 * of work, and stored together with its events.
 *
 * <p>Where events and vault are not one transaction (Axon Server), a box is marked as closing
 * before the events and destroyed after them, and {@link BoxSweep} settles what a crash left
 * between.
 */
public final class PostgresVault implements Vault {

  private static final String PENDING_KEYS = PostgresVault.class.getName() + ".keys";

  private final DataSource database;
  private final Works works;
  private final EpochKeys epochs;
  private final RandomGenerator random;

  /**
   * @param random cryptographic
   */
  public PostgresVault(DataSource database, Works works, EpochKeys epochs, RandomGenerator random) {
    this.database = database;
    this.works = works;
    this.epochs = epochs;
    this.random = random;
  }

  @Override
  public Sealed seal(Content content, CircleId circle, String associated, byte[] plaintext) {
    EpochKeys.Purpose purpose =
        content == Content.ANSWERS ? EpochKeys.Purpose.ANSWERS : EpochKeys.Purpose.TEXTS;
    DataKey.Sealing made;
    try {
      made = seal(purpose, circle, associated, plaintext);
    } catch (DoesNotOpen e) {
      epochs.refresh(); // another node has ended the epoch that was the newest here
      made = seal(purpose, circle, associated, plaintext);
    }
    pendingKeys().add(made.key());
    return made.sealed();
  }

  private DataKey.Sealing seal(
      EpochKeys.Purpose purpose, CircleId circle, String associated, byte[] plaintext) {
    return DataKey.seal(
        epochs,
        purpose,
        epochs.newest(purpose),
        new Associated(circle.value(), associated),
        plaintext,
        random);
  }

  /** All keys of a command are stored by one work. */
  private List<DataKey> pendingKeys() {
    UnitOfWork<?> root = CurrentUnitOfWork.get().root();
    List<DataKey> pending = root.getResource(PENDING_KEYS);
    if (pending == null) {
      List<DataKey> keys = new ArrayList<>();
      root.resources().put(PENDING_KEYS, keys);
      works.enlist(connection -> Rows.insertKeys(connection, keys));
      root.onRollback(unit -> epochs.refresh()); // perhaps the epoch was a destroyed one
      return keys;
    }
    return pending;
  }

  @Override
  public void destroyKey(String key) {
    works.enlistAfter(connection -> Rows.deleteKey(connection, key));
  }

  @Override
  public void cast(Box box, String voter, byte[] ballot) {
    OpenBox open = openBox(box);
    BoxKey key = open.key();
    String row = key.row(voter);
    byte[] content = key.encrypt(row, ballot);
    works.enlist(
        connection -> {
          BoxRows.touch(connection, box, open.generation());
          BoxRows.putBallot(connection, box, row, content);
        });
  }

  @Override
  public boolean holds(Box box, String voter) {
    return find(box).map(open -> holdsRow(box, open.key().row(voter))).orElse(false);
  }

  private boolean holdsRow(Box box, String row) {
    String sql = "SELECT 1 FROM vault.ballot WHERE circle_id = ? AND box = ? AND row_name = ?";
    return !Sql.select(database, sql, r -> 1, box.circle().value(), box.name(), row).isEmpty();
  }

  /** A voter's own ballot, while it rests in the box; empty once the box is closed or closing. */
  public Optional<byte[]> ballot(Box box, String voter) {
    if (row(box).filter(row -> row.state().equals("open")).isEmpty()) {
      return Optional.empty();
    }
    Optional<OpenBox> open = find(box);
    if (open.isEmpty()) {
      return Optional.empty();
    }
    BoxKey key = open.get().key();
    String name = key.row(voter);
    String sql =
        "SELECT content FROM vault.ballot WHERE circle_id = ? AND box = ? AND row_name = ?";
    return Sql.select(
            database,
            sql,
            r -> key.decrypt(name, r.getBytes(1)),
            box.circle().value(),
            box.name(),
            name)
        .stream()
        .findFirst();
  }

  @Override
  public void takeBack(Box box, String voter) {
    Optional<OpenBox> open = find(box);
    if (open.isEmpty()) {
      return;
    }
    String row = open.get().key().row(voter);
    works.enlist(
        connection -> {
          BoxRows.touch(connection, box, open.get().generation());
          BoxRows.deleteBallot(connection, box, row);
        });
  }

  @Override
  public int count(Box box) {
    String sql = "SELECT count(*) FROM vault.ballot WHERE circle_id = ? AND box = ?";
    return Sql.select(database, sql, r -> r.getInt(1), box.circle().value(), box.name()).get(0);
  }

  @Override
  public List<byte[]> empty(Box box) {
    Optional<OpenBox> found = find(box);
    if (found.isEmpty()) {
      works.enlist(connection -> BoxRows.insertClosed(connection, box));
      return List.of();
    }
    // The revision was read before the ballots: whatever is cast from now on changes it, and then
    // the commit fails.
    OpenBox open = found.get();
    List<byte[]> ballots;
    try {
      ballots = BoxRows.ballots(database, box, open.key());
    } catch (DoesNotOpen e) {
      // An erasure may have sealed them anew between the two reads.
      if (find(box).map(OpenBox::generation).equals(Optional.of(open.generation()))) {
        throw e;
      }
      throw new Refused(Refusal.CONCURRENT_WRITE);
    }
    works.enlist(connection -> BoxRows.startClosing(connection, box, open.revision()));
    works.enlistAfter(connection -> BoxRows.destroy(connection, box));
    whenNotAppended(works, connection -> BoxRows.reopen(connection, box, open.revision()));
    return ballots;
  }

  @Override
  public void admit(CircleId circle, Newcomer newcomer) {
    if (!newcomer.invitationHash().isEmpty()) {
      works.enlist(connection -> Rows.useUp(connection, circle, newcomer));
      works.enlistAfter(connection -> Rows.deleteInvitation(connection, newcomer));
    }
    works.enlist(Rows.admit(circle, newcomer));
    whenNotAppended(works, connection -> Rows.unadmit(connection, circle, newcomer));
  }

  /**
   * Takes back what was done before the events, if it is certain that they were not appended.
   * Harmless where nothing was done: on PostgreSQL it was rolled back with them.
   */
  static void whenNotAppended(Works works, Work work) {
    CurrentUnitOfWork.get()
        .root()
        .onRollback(
            unit -> {
              Throwable why = unit.getExecutionResult().getExceptionResult();
              if (why instanceof Refused || Journal.isConflict(why)) {
                works.now(work);
              }
            });
  }

  @Override
  public void withdraw(CircleId circle, SurveyCode code, Purpose purpose) {
    ask(withdrawal(circle, code, purpose));
  }

  @Override
  public boolean withdrawn(CircleId circle, SurveyCode code, Purpose purpose) {
    return NightRows.holds(database, epochs, withdrawal(circle, code, purpose));
  }

  @Override
  public void requestErasure(CircleId circle, SurveyCode code) {
    ask(NightRequest.erasure(circle.value(), code.value()));
  }

  private void ask(NightRequest request) {
    works.enlist(connection -> NightRows.insert(connection, epochs, request));
  }

  private static NightRequest withdrawal(CircleId circle, SurveyCode code, Purpose purpose) {
    return NightRequest.withdrawal(circle.value(), code.value(), purpose.name());
  }

  /** Whether the code asked for erasure and no event says so yet. */
  public boolean waitsForTheNight(CircleId circle, SurveyCode code) {
    return NightRows.holds(database, epochs, NightRequest.erasure(circle.value(), code.value()));
  }

  @Override
  public void codeLaneJournaled(List<ConsentEvent> events) {
    works.enlistAfter(connection -> NightRows.delete(connection, epochs, events));
  }

  @Override
  public void wake(CircleId circle, Instant when) {
    works.enlist(Rows.due(circle, when));
  }

  private record OpenBox(BoxKey key, long revision, int generation) {}

  private record BoxRow(String state, long revision, int epoch, String wrapped, int generation) {}

  /**
   * The box, made if there is none. It is made at once and not with the command: its key names the
   * rows, so that two first ballots must find the same.
   */
  private OpenBox openBox(Box box) {
    Optional<OpenBox> found = find(box);
    if (found.isPresent()) {
      return found.get();
    }
    epochs.refresh(); // another node may have begun a new epoch at night
    int epoch = epochs.newest(EpochKeys.Purpose.BOXES);
    String wrapped = BoxKey.fresh(box, random).wrap(epochs, epoch);
    works.now(connection -> BoxRows.insertOpen(connection, box, epoch, wrapped));
    return find(box).orElseThrow(() -> new Refused(Refusal.CONCURRENT_WRITE));
  }

  /**
   * @return empty if nothing was ever cast into it
   * @throws Refused as a concurrent write if it is closed, or closing
   */
  private Optional<OpenBox> find(Box box) {
    Optional<BoxRow> row = row(box);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(unwrap(box, row.get()));
    } catch (DoesNotOpen e) {
      // The night may have wrapped the key anew between the two reads. If it did not, it is lost.
      BoxRow again = row(box).orElseThrow();
      if (again.equals(row.get())) {
        throw e;
      }
      return Optional.of(unwrap(box, again));
    }
  }

  private OpenBox unwrap(Box box, BoxRow row) {
    if (!row.state().equals("open")) {
      throw new Refused(Refusal.CONCURRENT_WRITE, "The box was emptied.");
    }
    return new OpenBox(
        BoxKey.unwrap(epochs, row.epoch(), box, row.wrapped()), row.revision(), row.generation());
  }

  private Optional<BoxRow> row(Box box) {
    String sql =
        "SELECT state, revision, epoch, wrapped, generation FROM vault.box"
            + " WHERE circle_id = ? AND name = ?";
    return Sql.select(
            database,
            sql,
            r ->
                new BoxRow(
                    r.getString(1),
                    r.getLong(2),
                    r.getInt(3),
                    Objects.requireNonNullElse(r.getString(4), ""),
                    r.getInt(5)),
            box.circle().value(),
            box.name())
        .stream()
        .findFirst();
  }
}
