package org.circlejournal.events.log.verify;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Growth;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.log.NotProven;
import org.circlejournal.events.log.Tile;
import org.circlejournal.events.log.Tiles;
import org.circlejournal.events.log.Tree;
import org.circlejournal.events.log.verify.JournalDump.Placed;
import org.jspecify.annotations.Nullable;

/**
 * Computes the whole tree anew from the journal and compares it with a checkpoint; with the log's
 * tiles at hand it tells which event is not the one that was logged.
 */
public final class Fsck {

  private final Checkpoint checkpoint;
  private final @Nullable Tiles tiles;
  private final Placed[] recent = new Placed[Tile.FULL];

  /**
   * @param tiles null when there are none: then only whether, not where
   */
  Fsck(Checkpoint checkpoint, @Nullable Tiles tiles) {
    this.checkpoint = checkpoint;
    this.tiles = tiles;
  }

  /**
   * @return what is proven
   * @throws NotProven naming the first event that differs
   */
  String check(JournalDump journal) throws IOException {
    Growth growth = new Growth(0, List.of(), this::compare);
    long more = 0;
    for (Placed event = journal.next(); event != null; event = journal.next()) {
      if (growth.size() == checkpoint.size()) {
        more++;
        continue;
      }
      recent[(int) (growth.size() % Tile.FULL)] = event;
      growth.add(event.leaf());
    }
    long size = growth.size();
    if (size % Tile.FULL > 0) {
      compare(0, size / Tile.FULL, growth.edge().get(0));
    }
    if (size < checkpoint.size()) {
      throw new NotProven(
          "the journal ends after %d events, and %d were logged"
              .formatted(size, checkpoint.size()));
    }
    if (!growth.root().equals(checkpoint.root())) {
      throw new NotProven(
          tiles == null
              ? "the journal is not the one that was logged; --tiles tells where it differs"
              : "journal and tiles agree, but not with the checkpoint");
    }
    return "proven: all %d events of %s are as they were logged; %d came later"
        .formatted(size, checkpoint.origin(), more);
  }

  /** Each tile as soon as it is computed, so that the first difference is the first. */
  private void compare(int level, long index, byte[] hashes) {
    if (tiles == null || level > 0) {
      return;
    }
    Tile tile = Tile.of(0, index, checkpoint.size());
    byte[] logged = tiles.read(tile);
    int at = Arrays.mismatch(hashes, logged);
    if (at < 0 || (at == hashes.length && at < logged.length)) {
      return; // the same, as far as the journal goes
    }
    long leaf = index * Tile.FULL + at / Hash.BYTES;
    requireLogged(leaf, logged, at / Hash.BYTES);
    Placed event = recent[at / Hash.BYTES];
    throw new NotProven(
        "the event at position %d, stream %s, sequence %d, is not what was logged as entry %d"
            .formatted(event.position(), event.leaf().stream(), event.leaf().sequence(), leaf));
  }

  /** Whether the tile can be believed: what it says must lead to the checkpoint's root. */
  private void requireLogged(long leaf, byte[] logged, int at) {
    Tiles all = tiles;
    if (all == null || logged.length < (at + 1) * Hash.BYTES) {
      throw new NotProven("tile of entry " + leaf + " is cut off");
    }
    Hash hash = Hash.of(Arrays.copyOfRange(logged, at * Hash.BYTES, (at + 1) * Hash.BYTES));
    try {
      Tree.requireIncluded(
          hash,
          leaf,
          checkpoint.size(),
          new Tree(checkpoint.size(), all).inclusion(leaf),
          checkpoint.root());
    } catch (NotProven e) {
      throw new NotProven(
          "tile %s is not of this checkpoint: the tiles were altered, from entry %d on at the latest"
              .formatted(Tile.of(0, leaf / Tile.FULL, checkpoint.size()).path(), leaf));
    }
  }
}
