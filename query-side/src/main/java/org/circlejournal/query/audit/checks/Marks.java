package org.circlejournal.query.audit.checks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A note about each of very many texts, in some 30 bytes each: of the text only 64 bits of its
 * SHA-256 are kept. Two texts that agree in them would be taken for one, so that too much is found
 * and never too little.
 */
final class Marks {

  /** What a text has that was never marked. */
  static final long NONE = 0;

  private final MessageDigest sha = sha256();
  private long[] keys = new long[1 << 10];
  private long[] marks = new long[1 << 10];
  private int size;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What the text was marked with last. */
  long of(String text) {
    return marks[place(keys, key(text))];
  }

  /**
   * @param mark not {@link #NONE}
   */
  void mark(String text, long mark) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    long key = key(text);
    int place = place(keys, key);
    if (keys[place] == 0) {
      keys[place] = key;
      size++;
    }
    marks[place] = mark;
  }

  /** Whether the text had no mark; from now on it has one. */
  boolean isNew(String text) {
    boolean isNew = of(text) == NONE;
    mark(text, 1);
    return isNew;
  }

  private void grow() {
    long[] moreKeys = new long[2 * keys.length];
    long[] moreMarks = new long[2 * keys.length];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        int place = place(moreKeys, keys[i]);
        moreKeys[place] = keys[i];
        moreMarks[place] = marks[i];
      }
    }
    keys = moreKeys;
    marks = moreMarks;
  }

  /** Where the key stands, or would. */
  private static int place(long[] keys, long key) {
    int place = (int) key & (keys.length - 1);
    while (keys[place] != 0 && keys[place] != key) {
      place = (place + 1) & (keys.length - 1);
    }
    return place;
  }

  /** Never 0, which is an empty place. */
  private long key(String text) {
    long key = ByteBuffer.wrap(sha.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    return key == 0 ? 1 : key;
  }
}
