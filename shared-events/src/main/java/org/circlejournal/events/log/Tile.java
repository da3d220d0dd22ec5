package org.circlejournal.events.log;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hashes of the tree a tile holds, as C2SP's tlog-tiles cuts it.
 *
 * @param level 0 holds hashes of leaves; each hash above is that of a full tile below
 * @param index from 0 within the level
 * @param width number of hashes; 256 when full
 */
public record Tile(int level, long index, int width) {

  public static final int FULL = 256;

  /** The height of a tile. */
  static final int HEIGHT = 8;

  private static final Pattern PATH =
      Pattern.compile(
          "(0|[1-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  /** Of a tree of this size: full, or what is there of it, which may be nothing. */
  public static Tile of(int level, long index, long size) {
    long hashes = level * HEIGHT >= Long.SIZE - 1 ? 0 : size >>> (level * HEIGHT);
    long width = Math.max(0, Math.min(FULL, hashes - index * FULL));
    return new Tile(level, index, (int) width);
  }

  /**
   * What stands behind {@code /tile/}.
   *
   * @throws NotProven if it is not written as a tile's path is
   */
  public static Tile parse(String path) {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      throw new NotProven("no tile is written like this");
    }
    int width = parts.group(3) == null ? FULL : Integer.parseInt(parts.group(3));
    String digits = parts.group(2).replace("x", "").replace("/", "");
    boolean shortest = digits.length() == 3 || !digits.startsWith("000");
    if (!shortest || (parts.group(3) != null && width >= FULL)) {
      throw new NotProven("no tile is written like this");
    }
    return new Tile(Integer.parseInt(parts.group(1)), Long.parseLong(digits), width);
  }

  /** As {@link #parse} reads it. */
  public String path() {
    StringBuilder path = new StringBuilder("%03d".formatted(index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path.insert(0, "x%03d/".formatted(rest % 1000));
    }
    return level + "/" + path + (width == FULL ? "" : ".p/" + width);
  }

  /** Whether a tree of this size has all its hashes. */
  public boolean isWithin(long size) {
    return width > 0 && of(level, index, size).width() >= width;
  }
}
