package org.circlejournal.command.door;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.circlejournal.events.DiskSearch;

/**
 * What a thief finds in PostgreSQL's files without PostgreSQL: rows that were deleted long ago, in
 * the heap and in the write-ahead log, in the order in which they were written. A row is found by
 * the bytes of its text columns, wherever it stands.
 */
final class DiskRemnants {

  private static final int PAGE = 8_192;

  /** Bytes of a ballot. */
  private static final int LEAST = 100;

  private final byte[] log;
  private final Map<String, Map<String, Set<ByteBuffer>>> ballots = new LinkedHashMap<>();
  private final Map<String, Integer> keys = new HashMap<>();
  private final Set<String> wrappedBoxKeys = new LinkedHashSet<>();

  private DiskRemnants(byte[] log) {
    this.log = log;
  }

  /**
   * @param data PostgreSQL's data folder
   * @param circles whose rows are looked for
   */
  static DiskRemnants in(Path data, Set<String> circles) {
    DiskRemnants found = new DiskRemnants(DiskSearch.writeAheadLog(data.resolve("pg_wal")));
    found.search(found.log, circles, true);
    for (Path file : files(data.resolve("base"))) {
      found.search(read(file), circles, false);
    }
    return found;
  }

  /** The names of a box's rows in the order of their first writing, and what they ever held. */
  Map<String, Set<ByteBuffer>> rows(String circle, String box) {
    return ballots.getOrDefault(circle + '/' + box, Map.of());
  }

  Map<String, Map<String, Set<ByteBuffer>>> ballots() {
    return ballots;
  }

  /** Where in the write-ahead log a data key was written; −1 if nowhere. */
  int placeOfKey(String key) {
    return keys.getOrDefault(key, -1);
  }

  /** Circle, box and wrapped key, separated by spaces. */
  Set<String> wrappedBoxKeys() {
    return wrappedBoxKeys;
  }

  byte[] log() {
    return log;
  }

  private void search(byte[] bytes, Set<String> circles, boolean ordered) {
    int length = circles.iterator().next().length();
    byte mark = (byte) ((length + 1) << 1 | 1); // the length of a short text, as PostgreSQL has it
    for (int at = 0; at + length + 8 < bytes.length; at++) {
      if (bytes[at] == mark && bytes[at + 9] == '-' && bytes[at + 14] == '-') {
        String circle = new String(bytes, at + 1, length, StandardCharsets.ISO_8859_1);
        if (circles.contains(circle)) {
          row(bytes, at, circle, ordered);
        }
      }
    }
  }

  /** What follows a circle's id: a box or a ballot; what stands before it: a data key's id. */
  private void row(byte[] bytes, int at, String circle, boolean ordered) {
    if (ordered && at >= 23 && bytes[at - 23] == (22 + 1) * 2 + 1) {
      String key = new String(bytes, at - 22, 22, StandardCharsets.ISO_8859_1);
      if (key.matches("[A-Za-z0-9_-]{22}")) {
        keys.putIfAbsent(key, at);
      }
    }
    Columns columns = new Columns(bytes, at);
    columns.text();
    String box = columns.text();
    if (!box.startsWith("wave-") && !box.startsWith("session-") && !box.equals("closing-words")) {
      return;
    }
    String next = columns.text();
    if (next.matches("[0-9a-f]{64}")) {
      byte[] content = columns.bytes();
      if (content.length >= LEAST) { // after a row of the index stands something else
        ballots
            .computeIfAbsent(circle + '/' + box, b -> new LinkedHashMap<>())
            .computeIfAbsent(next, n -> new LinkedHashSet<>())
            .add(ByteBuffer.wrap(content));
      }
    } else if (next.equals("open") || next.equals("closing")) {
      columns.skip(8, 8);
      columns.skip(4, 4);
      String wrapped = columns.text();
      if (wrapped.matches("[A-Za-z0-9_-]{123}")) { // nonce, both halves and tag
        wrappedBoxKeys.add(circle + ' ' + box + ' ' + wrapped);
      }
    }
  }

  /** The columns of a row one after the other, as they are laid out in heap and log. */
  private static final class Columns {
    private final byte[] bytes;
    private final int start;
    private int at;

    Columns(byte[] bytes, int start) {
      this.bytes = bytes;
      this.start = start;
      this.at = start;
    }

    String text() {
      return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    byte[] bytes() {
      if (at >= bytes.length) {
        return new byte[0];
      }
      if ((bytes[at] & 1) == 1) { // one byte of length
        return take(at + 1, ((bytes[at] & 0xff) >> 1) - 1);
      }
      align(4);
      if (at + 4 > bytes.length) {
        return new byte[0];
      }
      int length = ByteBuffer.wrap(bytes, at, 4).order(ByteOrder.LITTLE_ENDIAN).getInt() >> 2;
      return take(at + 4, length - 4);
    }

    void skip(int alignment, int length) {
      align(alignment);
      at += length;
    }

    private void align(int alignment) {
      at = start + (at - start + alignment - 1) / alignment * alignment;
    }

    private byte[] take(int from, int length) {
      if (length < 0 || length > PAGE || from + length > bytes.length) {
        at = bytes.length;
        return new byte[0];
      }
      at = from + length;
      byte[] taken = new byte[length];
      System.arraycopy(bytes, from, taken, 0, length);
      return taken;
    }
  }

  private static List<Path> files(Path folder) {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      tree.filter(Files::isRegularFile).sorted().forEach(files::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
