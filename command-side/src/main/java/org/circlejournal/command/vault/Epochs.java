package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.journal.Works;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;

/**
 * Which epochs of wrapping keys were made and which destroyed, as the database knows it, beside the
 * files in the secrets folder. It keeps a lost key from being made anew under its old number, and a
 * late writer from wrapping with a key that was just destroyed.
 *
 * <p>A row of the database remains in its heap and write-ahead log after it was deleted. So the
 * keys of boxes, gone when the box closes, and the records of idempotency, gone after a day, are
 * wrapped by keys of their own that change every night: what is still needed is wrapped anew, and
 * the old file is deleted.
 */
public final class Epochs {

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
   * At the start of the command side: makes the first epoch of each purpose, and finishes what a
   * crash left half done.
   *
   * @throws IllegalStateException if a key is missing that was made once, or is another than that
   */
  public void open() {
    for (Purpose purpose : Purpose.values()) {
      List<Row> known = known(purpose);
      if (known.isEmpty()) {
        begin(purpose, 1);
      }
      for (Row row : known(purpose)) {
        if (row.destroyed()) {
          keys.destroy(purpose, row.epoch());
        } else {
          requireKey(purpose, row);
        }
      }
    }
  }

  /**
   * Begins a new epoch of {@code BOXES}: open boxes' keys are wrapped anew, the old key is
   * destroyed, and with it the keys of all boxes that were closed.
   */
  public void renewBoxes() {
    int old = keys.newest(Purpose.BOXES);
    int fresh = old + 1;
    begin(Purpose.BOXES, fresh);
    works.now(
        connection -> {
          rewrapBoxes(connection, fresh);
          retire(connection, Purpose.BOXES, fresh);
        });
    deleteRetired(Purpose.BOXES);
  }

  /**
   * Begins a new epoch of {@code TOKENS}. The epoch before stays readable until the next time, so
   * that a record of idempotency lives for one day at least; those before are destroyed.
   */
  public void renewTokens() {
    int old = keys.newest(Purpose.TOKENS);
    begin(Purpose.TOKENS, old + 1);
    works.now(
        connection -> {
          Sql.update(connection, "DELETE FROM vault.idempotency WHERE epoch < ?", old);
          retire(connection, Purpose.TOKENS, old);
        });
    deleteRetired(Purpose.TOKENS);
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

  /** The file first, then the row: a row without a file would mean a key that was lost. */
  private void begin(Purpose purpose, int epoch) {
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
  }

  private void requireKey(Purpose purpose, Row row) {
    if (!keys.has(purpose, row.epoch())) {
      throw new IllegalStateException(
          "the key of epoch %d for %s is missing in the secrets folder; put it back: no new one is made"
              .formatted(row.epoch(), purpose));
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

  /** After the commit only: what was not wrapped anew would be lost with the key. */
  private void deleteRetired(Purpose purpose) {
    for (Row row : known(purpose)) {
      if (row.destroyed()) {
        keys.destroy(purpose, row.epoch());
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
