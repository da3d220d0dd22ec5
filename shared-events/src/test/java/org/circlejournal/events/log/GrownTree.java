package org.circlejournal.events.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fast tree over entries in memory: full tiles in a map, the edge beside it. */
final class GrownTree {

  final List<byte[]> entries = new ArrayList<>();
  private final Map<List<Long>, byte[]> full = new HashMap<>();
  private Growth growth =
      new Growth(0, List.of(), (level, index, hashes) -> keep(level, index, hashes));

  private void keep(int level, long index, byte[] hashes) {
    if (full.put(List.of((long) level, index), hashes) != null) {
      throw new IllegalStateException("a full tile came twice");
    }
  }

  static GrownTree of(int size) {
    GrownTree tree = new GrownTree();
    for (int i = 0; i < size; i++) {
      tree.add(entry(i));
    }
    return tree;
  }

  static byte[] entry(int i) {
    return Hash.sha256().digest(("entry " + i).getBytes(StandardCharsets.UTF_8));
  }

  void add(byte[] entry) {
    entries.add(entry);
    growth.add(entry);
  }

  /** As a process does that takes over. */
  void restart() {
    growth =
        new Growth(
            growth.size(), growth.edge(), (level, index, hashes) -> keep(level, index, hashes));
  }

  Hash root() {
    return growth.root();
  }

  Tree at(long size) {
    return new Tree(size, this::read);
  }

  byte[] read(Tile tile) {
    byte[] hashes = full.get(List.of((long) tile.level(), tile.index()));
    if (hashes == null) {
      hashes = growth.edge().get(tile.level());
    }
    return Arrays.copyOf(hashes, tile.width() * Hash.BYTES);
  }
}
