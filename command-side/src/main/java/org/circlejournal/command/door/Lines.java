package org.circlejournal.command.door;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream, one at a time in one buffer. A line that is too long is read past, not
 * kept.
 */
final class Lines {

  private static final int FIRST_SIZE = 4_096;

  private final InputStream in;
  private final int longest;
  private final byte[] chunk = new byte[16 * 1_024];
  private int chunkAt;
  private int chunkEnd;
  private byte[] line = new byte[FIRST_SIZE];
  private int length;
  private int number;
  private boolean tooLong;

  /**
   * @param longest bytes of a line, without its end
   */
  Lines(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** Goes to the next line; false at the end. */
  boolean next() throws IOException {
    length = 0;
    tooLong = false;
    boolean any = false;
    while (chunkAt < chunkEnd || fill()) {
      any = true;
      byte b = chunk[chunkAt++];
      if (b == '\n') {
        number++;
        return true;
      }
      add(b);
    }
    if (any) {
      number++;
    }
    return any;
  }

  private boolean fill() throws IOException {
    chunkAt = 0;
    chunkEnd = in.read(chunk);
    return chunkEnd > 0;
  }

  private void add(byte b) {
    if (length == longest) {
      tooLong = true;
      return;
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(longest, 2 * length));
    }
    line[length++] = b;
  }

  /** The line's bytes are {@code [0, length)} of this, until the next line. */
  byte[] bytes() {
    return line;
  }

  int length() {
    return length;
  }

  /** Counted from 1. */
  int number() {
    return number;
  }

  boolean tooLong() {
    return tooLong;
  }

  boolean blank() {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\r' && line[i] != '\t') {
        return false;
      }
    }
    return !tooLong;
  }
}
