package org.circlejournal.events.log.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.circlejournal.events.log.NotProven;
import org.circlejournal.events.log.Tiles;

/** All tiles of a log's tables, in memory: 32 bytes for an event. */
final class StoredTiles {

  private static final String ALL =
      """
      select level, index, hashes from audit.tile where log = ?
      union all
      select e.level, (h.size >> (8 * e.level)) / 256, e.hashes
        from audit.edge e join audit.head h on h.log = e.log where e.log = ?
      """;

  private static final int FETCH = 1_000;

  private record Place(int level, long index) {}

  private StoredTiles() {}

  static Tiles read(Connection c, int log) throws SQLException {
    Map<Place, byte[]> tiles = new HashMap<>();
    try (PreparedStatement select = c.prepareStatement(ALL)) {
      select.setInt(1, log);
      select.setInt(2, log);
      select.setFetchSize(FETCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          tiles.put(new Place(row.getInt(1), row.getLong(2)), row.getBytes(3));
        }
      }
    }
    return tile -> {
      byte[] hashes = tiles.get(new Place(tile.level(), tile.index()));
      if (hashes == null) {
        throw new NotProven("tile %s is missing in the store".formatted(tile.path()));
      }
      return TileFiles.cut(hashes, tile);
    };
  }
}
