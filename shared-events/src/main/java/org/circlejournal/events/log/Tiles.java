package org.circlejournal.events.log;

/** Where tiles are read from. */
@FunctionalInterface
public interface Tiles {

  /**
   * @return {@code width} hashes of 32 bytes, one after the other
   * @throws NotProven if the tile is not there, or not that wide
   */
  byte[] read(Tile tile);
}
