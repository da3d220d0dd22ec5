package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.theme.ThemeEvent.TextRedacted;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the journal says is to be erased: drops keys, wraps the others anew under a new
 * epoch, destroys the old epoch key, and then journals that it is done.
 *
 * <p>It follows the journal, and how far it came is a row of the vault, written last. So a crash
 * anywhere has all of it done once more, and every step does no harm when repeated; and a vault
 * that was restored from a backup brings its own, older row along, from where everything is carried
 * out again. A new epoch is begun each time: what was wrapped in a run that crashed may hold keys
 * that were dropped since.
 *
 * <p>May be called on any node at any time; one runs at a time.
 */
public final class Eraser {

  /** Brings completions to their circle. */
  @FunctionalInterface
  public interface Bus {

    /**
     * Returns when they are journaled.
     *
     * @param version of the circle, as it was when nothing of theirs was found any more
     * @throws Refused as a concurrent write if the circle has another version by now
     */
    void complete(CircleId circle, long version, List<ErasureCompleted> completed);
  }

  /** What was just done: where a crash may fall. */
  public enum Step {
    READ,
    DROPPED,
    BEGUN,
    WRAPPING,
    WRAPPED,
    DESTROYED,
    PURGED,
    COMPLETED
  }

  /**
   * What is destroyed here, and not yet deleted by every query side. Not kept beyond the process: a
   * restart has all of it done once more.
   *
   * @param after the vault's position before
   * @param upTo the position that was carried out
   * @param epoch of research, that began with it
   */
  private record Rest(long after, long upTo, Set<String> streams, int epoch) {}

  /** Kinds of what is gone, of one lane; the same for everybody, so that they tell of nobody. */
  private static final List<String> CODE_DESTROYED =
      List.of("answer-keys", "closing-word-keys", "link-keys", "ballots-in-open-boxes");

  private static final List<String> CODE_KEPT =
      List.of("released-results", "sealed-events-without-key", "consent-events");

  private static final List<String> MEMBER_DESTROYED =
      List.of("stored-secret", "token", "recovery-code", "link-keys", "attendance-rows-by-member");

  private static final List<String> MEMBER_KEPT =
      List.of("attendance-counts", "journal-entries-by-member-id", "consent-events");

  private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);

  private static final Set<Class<? extends JournalEvent>> KINDS =
      Set.of(ErasureRequested.class, TextRedacted.class, CircleErased.class);

  /** Of PostgreSQL's advisory locks: one eraser at a time, on whichever node. */
  private static final long TURN = 3_310_914_470_256_118L;

  private static final int ATTEMPTS = 5;

  private final DataSource database;
  private final Journal journal;
  private final EpochKeys keys;
  private final Epochs epochs;
  private final RandomGenerator random;
  private final Period backups;
  private final Function<SurveyCode, Collection<String>> voters;
  private final Bus bus;
  private final Consumer<Step> after;
  private volatile @Nullable Rest rest;

  /**
   * @param random cryptographic
   * @param backups how long backups are kept
   * @param voters under which names a code's ballots rest in a box
   * @param after told what was just done
   */
  public Eraser(
      DataSource database,
      Journal journal,
      EpochKeys keys,
      Epochs epochs,
      RandomGenerator random,
      Period backups,
      Function<SurveyCode, Collection<String>> voters,
      Bus bus,
      Consumer<Step> after) {
    this.database = database;
    this.journal = journal;
    this.keys = keys;
    this.epochs = epochs;
    this.random = random;
    this.backups = backups;
    this.voters = voters;
    this.bus = bus;
    this.after = after;
  }

  /**
   * Carries out all there is, but for completions that wait for a query side; waits for another
   * node that is at it. To be done before doors open.
   */
  public void finish(Instant now) {
    inTurn("SELECT true FROM (SELECT pg_advisory_xact_lock(?)) AS taken", now);
  }

  /**
   * Carries out what is new.
   *
   * @return whether it did: false if another node is at it
   */
  public boolean run(Instant now) {
    return inTurn("SELECT pg_try_advisory_xact_lock(?)", now);
  }

  /** Whether something is destroyed that a query side has not deleted yet: look again soon. */
  public boolean waits() {
    return rest != null;
  }

  private boolean inTurn(String lock, Instant now) {
    try (Connection turn = database.getConnection()) {
      turn.setAutoCommit(false);
      boolean alone = Sql.select(turn, lock, row -> row.getBoolean(1), TURN).get(0);
      if (alone) {
        follow(turn, now);
      }
      turn.commit();
      return alone;
    } catch (SQLException e) {
      throw new IllegalStateException("erasures were not finished", e);
    }
  }

  private void follow(Connection turn, Instant now) throws SQLException {
    List<Long> rows = Sql.select(turn, "SELECT position FROM vault.eraser", row -> row.getLong(1));
    long position = rows.isEmpty() ? -1 : rows.get(0);
    Rest waiting = rest;
    rest = null;
    if (waiting == null
        || waiting.after() != position
        || !journal.touched(KINDS, waiting.upTo()).streams().isEmpty()) {
      Journal.Touched touched = journal.touched(KINDS, position);
      if (touched.upTo() < position) {
        touched = journal.touched(KINDS, -1); // a journal that was restored to before the vault
      }
      Set<String> streams = touched.streams();
      int epoch = streams.isEmpty() ? 0 : destroy(streams.stream().map(this::read).toList());
      waiting = new Rest(position, touched.upTo(), streams, epoch);
    }
    List<String> folders =
        waiting.streams().isEmpty() ? List.of() : ResearchFolders.holding(turn, waiting.epoch());
    if (!folders.isEmpty()) {
      LOG.info("erasures are complete when these folders of research are: {}", folders);
      rest = waiting;
      return;
    }
    complete(waiting.streams(), now);
    if (rows.isEmpty()) {
      Sql.update(turn, "INSERT INTO vault.eraser (position) VALUES (?)", waiting.upTo());
    } else if (waiting.upTo() != position) {
      Sql.update(turn, "UPDATE vault.eraser SET position = ?", waiting.upTo());
    }
  }

  /**
   * Returns the epoch of research that began: whatever is of an earlier one must be deleted.
   *
   * @param all what is demanded
   */
  private int destroy(List<Demands> all) {
    after.accept(Step.READ);
    Unsealer unsealer = new Unsealer(database, keys);
    Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
    for (Demands each : all) {
      drop(each, unsealer);
      purposes.addAll(each.purposes());
    }
    after.accept(Step.DROPPED);
    if (purposes.contains(Purpose.ANSWERS)) {
      epochs.renewData(Purpose.ANSWERS, after);
    }
    if (purposes.contains(Purpose.TEXTS)) {
      epochs.renewData(Purpose.TEXTS, after);
    }
    if (purposes.contains(Purpose.BOXES)) {
      epochs.renewBoxes();
    }
    int epoch = epochs.renewResearch(); // query sides' archives and exports hold what is erased
    after.accept(Step.PURGED);
    return epoch;
  }

  private void complete(Set<String> streams, Instant now) {
    if (streams.isEmpty()) {
      return;
    }
    Unsealer unsealer = new Unsealer(database, keys);
    for (String stream : streams) {
      complete(new CircleId(stream), unsealer, now);
    }
    after.accept(Step.COMPLETED);
  }

  private Demands read(String stream) {
    return read(new CircleId(stream));
  }

  private Demands read(CircleId circle) {
    Demands demands = new Demands(circle);
    DomainEventStream stream = journal.readStream(circle.value(), 0);
    while (stream.hasNext()) {
      var event = stream.next();
      demands.on((JournalEvent) event.getPayload(), event.getSequenceNumber());
    }
    return demands;
  }

  private void drop(Demands demands, Unsealer unsealer) {
    Set<String> dropped = new HashSet<>(demands.textKeys());
    dropped.addAll(demands.ownKeys(unsealer));
    CircleId circle = demands.circle();
    List<String> voting = new ArrayList<>();
    // Only of requests that wait: whoever answers anew after an erasure is not meant by it.
    for (String code : demands.pending(Lane.CODE)) {
      voting.addAll(voters.apply(new SurveyCode(code)));
    }
    journal
        .works()
        .now(
            connection -> {
              for (String key : dropped) {
                Rows.deleteKey(connection, key);
              }
              for (String member : demands.principals(Lane.MEMBER)) {
                Rows.eraseMember(connection, circle, member);
              }
              if (!voting.isEmpty()) {
                for (Box box : BoxRows.open(connection, circle)) {
                  BoxRows.takeOut(connection, box, voting, keys, random);
                }
              }
              if (demands.erased()) {
                Rows.eraseCircle(connection, circle);
                for (Box box : BoxRows.open(connection, circle)) {
                  BoxRows.destroy(connection, box);
                }
              }
            });
  }

  /**
   * The two lanes in two orders, as everywhere. Read again: a wave may have closed since the keys
   * were dropped, and brought answers of the same person.
   *
   * @throws Refused as a concurrent write if it did; then all is to be done once more
   */
  private void complete(CircleId circle, Unsealer unsealer, Instant now) {
    for (Lane lane : Lane.values()) {
      for (int attempt = 1; ; attempt++) {
        Demands demands = read(circle);
        if (!demands.ownKeys(unsealer).isEmpty()) {
          throw new Refused(Refusal.CONCURRENT_WRITE);
        }
        List<ErasureCompleted> completed =
            demands.pending(lane).stream().map(id -> completed(circle, lane, id, now)).toList();
        try {
          if (!completed.isEmpty()) {
            bus.complete(circle, demands.version(), completed);
          }
          break;
        } catch (Refused e) {
          if (e.refusal() != Refusal.CONCURRENT_WRITE || attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    }
  }

  private ErasureCompleted completed(CircleId circle, Lane lane, String principal, Instant now) {
    return new ErasureCompleted(
        circle,
        now,
        lane,
        principal,
        lane == Lane.CODE ? CODE_DESTROYED : MEMBER_DESTROYED,
        lane == Lane.CODE ? CODE_KEPT : MEMBER_KEPT,
        now.atZone(ZoneOffset.UTC).plus(backups).toInstant());
  }
}
