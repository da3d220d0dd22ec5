package org.circlejournal.events.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Merkle tree of RFC 6962, section 2.1, at one size, over tiles: its root, and proofs that a
 * leaf is in it or that it grew from a smaller tree. Remembers the tiles that it has read.
 */
public final class Tree {

  private final long size;
  private final Tiles tiles;
  private final Map<Tile, byte[]> read = new HashMap<>();

  public Tree(long size, Tiles tiles) {
    this.size = size;
    this.tiles = tiles;
  }

  public Hash root() {
    return size == 0 ? Hash.ofNothing() : range(0, size);
  }

  /**
   * From the leaf's sibling up to the root's child.
   *
   * @throws IllegalArgumentException if there is no such leaf
   */
  public List<Hash> inclusion(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("leaf " + index + " of " + size);
    }
    List<Hash> path = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + split(to - from);
      if (index < middle) {
        path.add(range(middle, to));
        to = middle;
      } else {
        path.add(range(from, middle));
        from = middle;
      }
    }
    Collections.reverse(path);
    return path;
  }

  /**
   * That the tree of {@code old} leaves is a beginning of this one; without hashes if it is empty
   * or the same.
   *
   * @throws IllegalArgumentException if the old tree is larger
   */
  public List<Hash> consistency(long old) {
    if (old < 0 || old > size) {
      throw new IllegalArgumentException("from " + old + " to " + size);
    }
    List<Hash> path = new ArrayList<>();
    if (old > 0 && old < size) {
      subproof(old, 0, size, true, path);
    }
    return path;
  }

  /** SUBPROOF of the RFC; {@code whole}: the old tree's root is known to who asks. */
  private void subproof(long old, long from, long to, boolean whole, List<Hash> path) {
    if (old == to) {
      if (!whole) {
        path.add(range(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (old <= middle) {
      subproof(old, from, middle, whole, path);
      path.add(range(middle, to));
    } else {
      subproof(old, middle, to, false, path);
      path.add(range(from, middle));
    }
  }

  /** The largest power of two smaller than {@code leaves}, which are two or more. */
  private static long split(long leaves) {
    return Long.highestOneBit(leaves - 1);
  }

  private Hash range(long from, long to) {
    long leaves = to - from;
    if (Long.bitCount(leaves) == 1) {
      return subtree(Long.numberOfTrailingZeros(leaves), from);
    }
    long middle = from + split(leaves);
    return Hash.node(range(from, middle), range(middle, to));
  }

  /** A complete subtree, from the lowest tile that has its hashes. */
  private Hash subtree(int height, long from) {
    int level = height / Tile.HEIGHT;
    int within = height % Tile.HEIGHT;
    long first = from >>> (level * Tile.HEIGHT);
    Tile tile = Tile.of(level, first / Tile.FULL, size);
    byte[] hashes = read.computeIfAbsent(tile, this::readWhole);
    return fold(hashes, (int) (first % Tile.FULL), 1 << within);
  }

  private byte[] readWhole(Tile tile) {
    byte[] hashes = tiles.read(tile);
    if (hashes.length != tile.width() * Hash.BYTES) {
      throw new NotProven(
          "tile %s has %d bytes, expected %d"
              .formatted(tile.path(), hashes.length, tile.width() * Hash.BYTES));
    }
    return hashes;
  }

  /** Of as many hashes as a power of two. */
  private static Hash fold(byte[] hashes, int first, int count) {
    if (count == 1) {
      return Hash.at(hashes, first);
    }
    int half = count / 2;
    return Hash.node(fold(hashes, first, half), fold(hashes, first + half, half));
  }

  /**
   * @throws NotProven unless the path leads from the leaf's hash to the root
   */
  public static void requireIncluded(Hash leaf, long index, long size, List<Hash> path, Hash root) {
    if (index >= size) {
      throw new NotProven("index " + index + " is not below the tree's size " + size);
    }
    long at = index;
    long last = size - 1;
    Hash hash = leaf;
    for (Hash sibling : path) {
      if (last == 0) {
        throw new NotProven("the inclusion proof has too many hashes");
      }
      if ((at & 1) == 1 || at == last) {
        hash = Hash.node(sibling, hash);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        hash = Hash.node(hash, sibling);
      }
      at >>= 1;
      last >>= 1;
    }
    if (last != 0) {
      throw new NotProven("the inclusion proof has too few hashes");
    }
    if (!hash.equals(root)) {
      throw new NotProven("the inclusion proof leads to another root");
    }
  }

  /**
   * @throws NotProven unless the path shows that the old tree is a beginning of the new one
   */
  public static void requireConsistent(
      long oldSize, Hash oldRoot, long newSize, Hash newRoot, List<Hash> path) {
    if (oldSize > newSize) {
      throw new NotProven("the old tree is larger than the new one");
    }
    if (oldSize == 0 && !oldRoot.equals(Hash.ofNothing())) {
      throw new NotProven("a tree without leaves has another root");
    }
    if (oldSize == newSize && !oldRoot.equals(newRoot)) {
      throw new NotProven("two trees of the same size have different roots");
    }
    if (oldSize == 0 || oldSize == newSize) {
      if (!path.isEmpty()) {
        throw new NotProven("the consistency proof has too many hashes");
      }
      return;
    }
    List<Hash> hashes = new ArrayList<>(path);
    if (Long.bitCount(oldSize) == 1) {
      hashes.add(0, oldRoot);
    }
    if (hashes.isEmpty()) {
      throw new NotProven("the consistency proof has too few hashes");
    }
    long at = oldSize - 1;
    long last = newSize - 1;
    while ((at & 1) == 1) {
      at >>= 1;
      last >>= 1;
    }
    Hash older = hashes.get(0);
    Hash newer = older;
    for (Hash hash : hashes.subList(1, hashes.size())) {
      if (last == 0) {
        throw new NotProven("the consistency proof has too many hashes");
      }
      if ((at & 1) == 1 || at == last) {
        older = Hash.node(hash, older);
        newer = Hash.node(hash, newer);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        newer = Hash.node(newer, hash);
      }
      at >>= 1;
      last >>= 1;
    }
    if (last != 0) {
      throw new NotProven("the consistency proof has too few hashes");
    }
    if (!older.equals(oldRoot)) {
      throw new NotProven("the consistency proof leads to another old root");
    }
    if (!newer.equals(newRoot)) {
      throw new NotProven("the consistency proof leads to another new root");
    }
  }
}
