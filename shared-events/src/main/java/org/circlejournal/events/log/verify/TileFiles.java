package org.circlejournal.events.log.verify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.log.NotProven;
import org.circlejournal.events.log.Tile;
import org.circlejournal.events.log.Tiles;

/** Tiles that were fetched into a folder under their paths, or dumped into one file. */
final class TileFiles {

  private record Place(int level, long index) {}

  private TileFiles() {}

  static Tiles open(String where) throws IOException {
    Path path = Path.of(where);
    return Files.isDirectory(path) ? folder(path) : dump(path);
  }

  private static Tiles folder(Path folder) {
    return tile -> {
      Path exact = folder.resolve(tile.path());
      Path full = folder.resolve(new Tile(tile.level(), tile.index(), Tile.FULL).path());
      Path found = Files.exists(exact) ? exact : full;
      if (!Files.isRegularFile(found)) {
        throw new NotProven("tile %s is missing in %s".formatted(tile.path(), folder));
      }
      try {
        byte[] hashes = Files.readAllBytes(found);
        if (!found.equals(exact) && hashes.length != Tile.FULL * Hash.BYTES) {
          throw new NotProven("tile %s is not full".formatted(found));
        }
        return found.equals(exact) ? hashes : cut(hashes, tile);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Lines of level, index and hashes in hex, with tabs between. */
  private static Tiles dump(Path file) throws IOException {
    Map<Place, byte[]> tiles = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String[] columns = line.split("\t", -1);
        try {
          tiles.put(
              new Place(Integer.parseInt(columns[0]), Long.parseLong(columns[1])),
              HexFormat.of().parseHex(columns[2]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
          throw new NotProven("line %d of %s is no tile".formatted(number, file));
        }
      }
    }
    return tile -> {
      byte[] hashes = tiles.get(new Place(tile.level(), tile.index()));
      if (hashes == null) {
        throw new NotProven("tile %s is missing in %s".formatted(tile.path(), file));
      }
      return cut(hashes, tile);
    };
  }

  /** Tiles only grow: the narrower one is the beginning of the wider. */
  static byte[] cut(byte[] hashes, Tile tile) {
    return Arrays.copyOf(hashes, Math.min(hashes.length, tile.width() * Hash.BYTES));
  }
}
