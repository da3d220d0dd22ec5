package org.circlejournal.events.sealing;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.circlejournal.events.sealing.EpochKeys.Purpose;

/**
 * Opens what was sealed; reads keys and never writes any. A key is destroyed when its row is gone,
 * or the epoch key that wrapped it.
 */
public final class Unsealer {

  /** Something sealed and what it was sealed for. */
  public record Item(Sealed sealed, Associated associated) {}

  private static final String KEYS =
      "SELECT key_id, circle_id, purpose, epoch, wrapped FROM vault.data_key"
          + " WHERE key_id = ANY (?)";

  private final DataSource database;
  private final EpochKeys epochs;

  public Unsealer(DataSource database, EpochKeys epochs) {
    this.database = database;
    this.epochs = epochs;
  }

  /**
   * @return the plaintext; empty if its key was destroyed
   * @throws DoesNotOpen if it was sealed for something else, or altered
   */
  public Optional<byte[]> open(Sealed sealed, Associated associated) {
    return open(List.of(new Item(sealed, associated))).get(0);
  }

  /**
   * Opens many with one query.
   *
   * @return in the order of the items: the plaintext, empty if its key was destroyed
   * @throws DoesNotOpen if one of them was sealed for something else, or altered
   */
  public List<Optional<byte[]>> open(List<Item> items) {
    Map<String, DataKey> keys = keysOf(items);
    while (true) {
      Optional<List<Optional<byte[]>>> opened = tryOpen(items, keys);
      if (opened.isPresent()) {
        return opened.get();
      }
      // An epoch key went after its rows were read. What is to stay was wrapped anew before that:
      // only a row that still says the same is of a destroyed key.
      Map<String, DataKey> again = keysOf(items);
      if (again.equals(keys)) {
        keys.values().removeIf(key -> !epochs.has(key.purpose(), key.epoch()));
      } else {
        keys = again;
      }
    }
  }

  /** Empty if a key's epoch is gone. */
  private Optional<List<Optional<byte[]>>> tryOpen(List<Item> items, Map<String, DataKey> keys) {
    List<Optional<byte[]>> plaintexts = new ArrayList<>(items.size());
    for (Item item : items) {
      DataKey key = keys.get(item.sealed().key());
      if (key == null) {
        plaintexts.add(Optional.empty());
        continue;
      }
      try {
        plaintexts.add(Optional.of(key.open(epochs, item.sealed(), item.associated())));
      } catch (DoesNotOpen e) {
        if (epochs.has(key.purpose(), key.epoch())) {
          throw e;
        }
        return Optional.empty();
      }
    }
    return Optional.of(plaintexts);
  }

  private Map<String, DataKey> keysOf(List<Item> items) {
    Object[] ids = items.stream().map(item -> item.sealed().key()).distinct().toArray();
    Map<String, DataKey> keys = new HashMap<>();
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(KEYS)) {
      Array array = connection.createArrayOf("text", ids);
      select.setArray(1, array);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          DataKey key =
              new DataKey(
                  rows.getString(1),
                  rows.getString(2),
                  Purpose.valueOf(rows.getString(3)),
                  rows.getInt(4),
                  rows.getString(5));
          keys.put(key.id(), key);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the data keys", e);
    }
    return keys;
  }
}
