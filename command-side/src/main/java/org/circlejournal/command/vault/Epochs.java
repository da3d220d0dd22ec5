package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.journal.Works;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.NightRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which epochs of wrapping keys were made and which destroyed, as the database knows it, beside the
 * files in the secrets folder. It keeps a lost key from being made anew under its old number, and a
 * late writer from wrapping with a key that was just destroyed.
 *
 * <p>A row of the database remains in its heap and write-ahead log after it was deleted. So the
 * keys of boxes, gone when the box closes, the records of idempotency, gone after a day, and the
 * requests that wait for the night are wrapped by keys of their own that change every night: what
 * is still needed is wrapped anew, and the old file is deleted.
 */
public final class Epochs {

  private static final Logger LOG = LoggerFactory.getLogger(Epochs.class);

  /** Data keys wrapped anew in one transaction. */
  private static final int AT_ONCE = 2_000;

  private static final String OLDER =
      "the folder knows later epochs, so this database was restored from a backup that is older"
          + " than the last night or erasure. Load the newest copy of vault.epoch and"
          + " vault.data_key over it, or set circle.lost-keys=accept once to go on without what the"
          + " key sealed (docs/operations.md, restore)";

  /** Of a row r of {@code vault.night_request}. */
  private static final String WITHOUT_KEY =
      """
      NOT EXISTS (SELECT FROM vault.epoch e
        WHERE e.purpose = 'NIGHT' AND e.epoch = r.epoch AND NOT e.destroyed)
      """;

  private final DataSource database;
  private final Works works;
  private final EpochKeys keys;
  private final RandomGenerator random;

  /**
   * @param random cryptographic
   */
  public Epochs(DataSource database, Works works, EpochKeys keys, RandomGenerator random) {
    this.database = database;
    this.works = works;
    this.keys = keys;
    this.random = random;
  }

  /**
   * Makes the epoch whose keys are missing one that was destroyed, with all that it wrapped: for an
   * operator who has restored a backup older than the secrets folder, or lost the folder, and says
   * so. Open boxes that it wrapped are begun anew, empty. To be called before {@link #open}.
   */
  public void giveUpLost() {
    for (Purpose purpose : Purpose.values()) {
      for (Row row : known(purpose)) {
        if (!row.destroyed() && !keys.has(purpose, row.epoch())) {
          LOG.warn(
              "the key of epoch {} for {} is given up: what it sealed is lost",
              row.epoch(),
              purpose);
          works.now(connection -> giveUp(connection, purpose, row.epoch()));
        }
      }
    }
    works.now(Epochs::giveUpBoxes);
    works.now(Epochs::giveUpNight);
  }

  private static void giveUpNight(Connection connection) throws SQLException {
    int lost = Sql.update(connection, "DELETE FROM vault.night_request r WHERE " + WITHOUT_KEY);
    if (lost > 0) {
      LOG.warn("{} withdrawals and erasures that waited for the night are given up", lost);
    }
  }

  private static void giveUp(Connection connection, Purpose purpose, int epoch)
      throws SQLException {
    String destroyed = "UPDATE vault.epoch SET destroyed = true WHERE purpose = ? AND epoch = ?";
    Sql.update(connection, destroyed, purpose.name(), epoch);
  }

  /** Also boxes of a backup whose epoch was destroyed before: nobody could ever empty them. */
  private static void giveUpBoxes(Connection connection) throws SQLException {
    String lost =
        """
        (SELECT x.circle_id, x.name FROM vault.box x WHERE x.state <> 'closed' AND NOT EXISTS
          (SELECT FROM vault.epoch e
           WHERE e.purpose = 'BOXES' AND e.epoch = x.epoch AND NOT e.destroyed))
        """;
    Sql.update(connection, "DELETE FROM vault.ballot WHERE (circle_id, box) IN " + lost);
    Sql.update(connection, "DELETE FROM vault.box WHERE (circle_id, name) IN " + lost);
  }

  /**
   * At the start of the command side: makes the first epoch of each purpose, and finishes what a
   * crash left half done.
   *
   * @throws IllegalStateException if a key is missing that was made once, or is another than that
   */
  public void open() {
    for (Purpose purpose : Purpose.values()) {
      for (Row row : known(purpose)) {
        if (row.destroyed()) {
          keys.destroy(purpose, row.epoch());
        } else {
          requireKey(purpose, row);
        }
      }
      if (known(purpose).isEmpty()) {
        // A key may lie there already: of a first start that did not come further.
        begin(purpose, Math.max(1, keys.newest(purpose)));
      } else if (newestLive(purpose) < keys.newest(purpose) || newestLive(purpose) == 0) {
        begin(purpose, next(purpose)); // what is sealed is sealed under the newest in the folder
      }
    }
    requireNight();
  }

  /** What nobody can read any more would be passed over, and it counts. */
  private void requireNight() {
    String sql = "SELECT count(*) FROM vault.night_request r WHERE " + WITHOUT_KEY;
    int lost = Sql.select(database, sql, row -> row.getInt(1)).get(0);
    if (lost > 0) {
      throw new IllegalStateException(
          "%d withdrawals or erasures wait for a night whose key was destroyed: this database was"
                  .formatted(lost)
              + " restored from a backup of an earlier day. Set circle.lost-keys=accept once to go on"
              + " without them, and ask people to ask again (docs/operations.md, restore)");
    }
  }

  /**
   * Begins a new epoch of {@code BOXES}: open boxes' keys are wrapped anew, the old key is
   * destroyed, and with it the keys of all boxes that were closed.
   */
  public void renewBoxes() {
    int fresh = begin(Purpose.BOXES, next(Purpose.BOXES));
    works.now(
        connection -> {
          rewrapBoxes(connection, fresh);
          retire(connection, Purpose.BOXES, fresh);
        });
    deleteRetired(Purpose.BOXES);
  }

  /**
   * Begins a new epoch of {@code NIGHT}: what waits is written anew, in an order that says nothing,
   * and the old key is destroyed.
   *
   * @return what waits
   */
  List<NightRequest> renewNight() {
    int fresh = begin(Purpose.NIGHT, next(Purpose.NIGHT));
    List<NightRequest> waiting = new ArrayList<>();
    works.now(
        connection -> {
          waiting.clear(); // of an attempt that was rolled back
          waiting.addAll(NightRows.rewrite(connection, keys, fresh));
          retire(connection, Purpose.NIGHT, fresh);
        });
    deleteRetired(Purpose.NIGHT);
    return waiting;
  }

  /**
   * Begins a new epoch of {@code TOKENS}. The epoch before stays readable until the next time, so
   * that a record of idempotency lives for one day at least; those before are destroyed.
   */
  public void renewTokens() {
    int fresh = next(Purpose.TOKENS);
    int old = fresh - 1;
    begin(Purpose.TOKENS, fresh);
    works.now(
        connection -> {
          Sql.update(connection, "DELETE FROM vault.idempotency WHERE epoch < ?", old);
          retire(connection, Purpose.TOKENS, old);
        });
    deleteRetired(Purpose.TOKENS);
  }

  /**
   * Begins a new epoch of {@code RESEARCH} and destroys those before: no archive, export or copy of
   * one that was made until now can be read again, wherever it lies.
   *
   * @return the epoch that was begun
   */
  int renewResearch() {
    int fresh = begin(Purpose.RESEARCH, next(Purpose.RESEARCH));
    works.now(connection -> retire(connection, Purpose.RESEARCH, fresh));
    deleteRetired(Purpose.RESEARCH);
    return fresh;
  }

  /**
   * To be asked in the transaction that writes something wrapped.
   *
   * @throws Refused as a concurrent write if the epoch was destroyed meanwhile
   */
  static void requireLive(Connection connection, Purpose purpose, int epoch) throws SQLException {
    String sql = "SELECT 1 FROM vault.epoch WHERE purpose = ? AND epoch = ? AND NOT destroyed";
    if (Sql.select(connection, sql, row -> 1, purpose.name(), epoch).isEmpty()) {
      throw new Refused(Refusal.CONCURRENT_WRITE);
    }
  }

  /**
   * Begins a new epoch of {@code ANSWERS} or {@code TEXTS}: the data keys that are there are
   * wrapped anew, the old epoch keys are destroyed, and with them every data key whose row was
   * deleted before, in dead rows, write-ahead log and backups alike.
   *
   * <p>Most rows are wrapped anew beforehand, some at a time. The last of them, and the end of the
   * old epochs, are one transaction of the journal's writers, who take turns: whoever sealed under
   * an old epoch has committed, and is seen; whoever has not is refused, and seals anew.
   *
   * @param after told what was just done
   */
  void renewData(Purpose purpose, Consumer<Eraser.Step> after) {
    int fresh = begin(purpose, next(purpose));
    after.accept(Eraser.Step.BEGUN);
    String last = "";
    while (last != null) {
      String from = last;
      last = rewrapSome(purpose, fresh, from);
      after.accept(Eraser.Step.WRAPPING);
    }
    works.now(
        connection -> {
          List<DataKey> late = oldKeys(connection, purpose, fresh, "", AT_ONCE);
          while (!late.isEmpty()) {
            rewrap(connection, late, fresh);
            late = oldKeys(connection, purpose, fresh, "", AT_ONCE);
          }
          retire(connection, purpose, fresh);
        });
    after.accept(Eraser.Step.WRAPPED);
    deleteRetired(purpose);
    after.accept(Eraser.Step.DESTROYED);
  }

  /**
   * In a transaction of its own, beside the writers. A row that changed or went meanwhile is left
   * alone.
   *
   * @return the last key that was looked at; null if there are no more
   */
  private @Nullable String rewrapSome(Purpose purpose, int fresh, String from) {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      List<DataKey> some = oldKeys(connection, purpose, fresh, from, AT_ONCE);
      rewrap(connection, some, fresh);
      connection.commit();
      return some.size() < AT_ONCE ? null : some.get(some.size() - 1).id();
    } catch (SQLException e) {
      throw new IllegalStateException("data keys could not be wrapped anew", e);
    }
  }

  private static List<DataKey> oldKeys(
      Connection connection, Purpose purpose, int fresh, String from, int most)
      throws SQLException {
    String sql =
        """
        SELECT key_id, circle_id, epoch, wrapped FROM vault.data_key
        WHERE purpose = ? AND key_id > ? AND epoch IN
          (SELECT epoch FROM vault.epoch WHERE purpose = ? AND epoch <> ? AND NOT destroyed)
        ORDER BY key_id LIMIT ?
        """;
    return Sql.select(
        connection,
        sql,
        row ->
            new DataKey(
                row.getString(1), row.getString(2), purpose, row.getInt(3), row.getString(4)),
        purpose.name(),
        from,
        purpose.name(),
        fresh,
        most);
  }

  private void rewrap(Connection connection, List<DataKey> old, int fresh) throws SQLException {
    String sql =
        "UPDATE vault.data_key SET epoch = ?, wrapped = ? WHERE key_id = ? AND wrapped = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (DataKey key : old) {
        Sql.set(update, fresh, key.rewrap(keys, fresh).wrapped(), key.id(), key.wrapped());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private int newestLive(Purpose purpose) {
    return known(purpose).stream()
        .filter(row -> !row.destroyed())
        .mapToInt(Row::epoch)
        .max()
        .orElse(0);
  }

  /** A number that neither database nor folder knows: after a restore the folder may be ahead. */
  private int next(Purpose purpose) {
    keys.refresh(); // another node may have begun one
    int known = known(purpose).stream().mapToInt(Row::epoch).max().orElse(0);
    return Math.max(known, keys.newest(purpose)) + 1;
  }

  /** The file first, then the row: a row without a file would mean a key that was lost. */
  private int begin(Purpose purpose, int epoch) {
    keys.mint(purpose, epoch, random);
    String fingerprint = keys.fingerprint(purpose, epoch);
    works.now(
        connection ->
            Sql.update(
                connection,
                "INSERT INTO vault.epoch (purpose, epoch, fingerprint) VALUES (?, ?, ?)"
                    + " ON CONFLICT DO NOTHING",
                purpose.name(),
                epoch,
                fingerprint));
    return epoch;
  }

  private void requireKey(Purpose purpose, Row row) {
    if (!keys.has(purpose, row.epoch())) {
      List<Integer> there = keys.epochs(purpose);
      boolean restored = !there.isEmpty() && there.get(there.size() - 1) > row.epoch();
      throw new IllegalStateException(
          "the key of epoch %d for %s is missing in the secrets folder; %s: no new one is made"
              .formatted(row.epoch(), purpose, restored ? OLDER : "put it back"));
    }
    if (!keys.fingerprint(purpose, row.epoch()).equals(row.fingerprint())) {
      throw new IllegalStateException(
          "the key of epoch %d for %s in the secrets folder is not the one that this database knows"
              .formatted(row.epoch(), purpose));
    }
  }

  private void rewrapBoxes(Connection connection, int fresh) throws SQLException {
    record Wrapped(Box box, int epoch, String wrapped) {}
    String sql =
        """
        SELECT circle_id, name, epoch, wrapped FROM vault.box
        WHERE state <> 'closed' AND epoch <> ?
        """;
    List<Wrapped> boxes =
        Sql.select(
            connection,
            sql,
            row -> new Wrapped(BoxRows.box(row), row.getInt("epoch"), row.getString("wrapped")),
            fresh);
    for (Wrapped each : boxes) {
      String wrapped =
          BoxKey.unwrap(keys, each.epoch(), each.box(), each.wrapped()).wrap(keys, fresh);
      Sql.update(
          connection,
          "UPDATE vault.box SET epoch = ?, wrapped = ? WHERE circle_id = ? AND name = ?",
          fresh,
          wrapped,
          each.box().circle().value(),
          each.box().name());
    }
  }

  private static void retire(Connection connection, Purpose purpose, int before)
      throws SQLException {
    Sql.update(
        connection,
        "UPDATE vault.epoch SET destroyed = true WHERE purpose = ? AND epoch < ?",
        purpose.name(),
        before);
  }

  /**
   * After the commit only: what was not wrapped anew would be lost with the key. Also files that
   * this database does not know go, if they are older: those of a time before a restore.
   */
  private void deleteRetired(Purpose purpose) {
    List<Integer> live =
        known(purpose).stream().filter(row -> !row.destroyed()).map(Row::epoch).toList();
    int newest = live.stream().mapToInt(Integer::intValue).max().orElse(0);
    for (int epoch : keys.epochs(purpose)) {
      if (epoch < newest && !live.contains(epoch)) {
        keys.destroy(purpose, epoch);
      }
    }
  }

  private record Row(int epoch, String fingerprint, boolean destroyed) {}

  private List<Row> known(Purpose purpose) {
    String sql =
        "SELECT epoch, fingerprint, destroyed FROM vault.epoch WHERE purpose = ? ORDER BY 1";
    return Sql.select(
        database,
        sql,
        row -> new Row(row.getInt(1), row.getString(2), row.getBoolean(3)),
        purpose.name());
  }
}
