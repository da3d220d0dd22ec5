package org.circlejournal.events.log;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree that grows at its right edge. Holds one unfinished tile per level, and hands over each
 * tile that is full. For one thread.
 */
public final class Growth {

  /** Takes what is finished. */
  @FunctionalInterface
  public interface Finished {
    /**
     * @param hashes 256 of 32 bytes; the receiver's own
     */
    void tile(int level, long index, byte[] hashes);
  }

  private final MessageDigest sha = Hash.sha256();
  private final Finished finished;
  private final List<byte[]> edge = new ArrayList<>();
  private final byte[] folding = new byte[Tile.FULL * Hash.BYTES];
  private long size;

  /**
   * @param edge the unfinished tiles of a tree of this size, from level 0 up, as {@link #edge} gave
   *     them; empty for a new tree
   */
  public Growth(long size, List<byte[]> edge, Finished finished) {
    this.size = size;
    this.finished = finished;
    for (byte[] part : edge) {
      byte[] tile = new byte[Tile.FULL * Hash.BYTES];
      System.arraycopy(part, 0, tile, 0, part.length);
      this.edge.add(tile);
    }
    for (int level = 0; level < edge.size(); level++) {
      if (edge.get(level).length != width(level) * Hash.BYTES) {
        throw new NotProven("the unfinished tile of level " + level + " has another width");
      }
    }
  }

  public long size() {
    return size;
  }

  public void add(Leaf leaf) {
    add(leaf.entry(sha));
  }

  /**
   * @param entry 32 bytes
   */
  public void add(byte[] entry) {
    sha.update(Hash.LEAF);
    sha.update(entry);
    place(0, size);
    size++;
  }

  /** The digest under way becomes the hash at this place of its level. */
  private void place(int level, long index) {
    if (level == edge.size()) {
      edge.add(new byte[Tile.FULL * Hash.BYTES]);
    }
    byte[] tile = edge.get(level);
    int at = (int) (index % Tile.FULL);
    digestInto(tile, at);
    if (at == Tile.FULL - 1) {
      finished.tile(level, index / Tile.FULL, tile.clone());
      System.arraycopy(tile, 0, folding, 0, tile.length);
      fold(Tile.FULL);
      // The last pair is hashed into the level above.
      sha.update(Hash.NODE);
      sha.update(folding, 0, 2 * Hash.BYTES);
      place(level + 1, index / Tile.FULL);
    }
  }

  /** Folds hashes in place, pair by pair, until two are left. */
  private void fold(int count) {
    for (int left = count; left > 2; left /= 2) {
      for (int i = 0; i < left / 2; i++) {
        sha.update(Hash.NODE);
        sha.update(folding, 2 * i * Hash.BYTES, 2 * Hash.BYTES);
        digestInto(folding, i);
      }
    }
  }

  private void digestInto(byte[] hashes, int at) {
    try {
      sha.digest(hashes, at * Hash.BYTES, Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException(e); // there is room for it
    }
  }

  private int width(int level) {
    return (int) ((size >>> (level * Tile.HEIGHT)) % Tile.FULL);
  }

  /** The unfinished tiles from level 0 up; those without a hash are empty arrays. */
  public List<byte[]> edge() {
    List<byte[]> parts = new ArrayList<>();
    for (int level = 0; level < edge.size(); level++) {
      parts.add(java.util.Arrays.copyOf(edge.get(level), width(level) * Hash.BYTES));
    }
    return parts;
  }

  /** From the edge alone: complete subtrees joined from the right, smallest first. */
  public Hash root() {
    Hash root = null;
    for (int level = 0; level < edge.size(); level++) {
      byte[] tile = edge.get(level);
      int width = width(level);
      for (int end = width; end > 0; ) {
        int count = Integer.lowestOneBit(end);
        end -= count;
        Hash peak = peak(tile, end, count);
        root = root == null ? peak : Hash.node(peak, root);
      }
    }
    return root == null ? Hash.ofNothing() : root;
  }

  private static Hash peak(byte[] tile, int first, int count) {
    if (count == 1) {
      return Hash.at(tile, first);
    }
    return Hash.node(peak(tile, first, count / 2), peak(tile, first + count / 2, count / 2));
  }
}
