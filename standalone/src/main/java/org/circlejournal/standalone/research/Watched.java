package org.circlejournal.standalone.research;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A large file on its way: draws a bar at each hundredth, where somebody is watching. */
final class Watched extends FilterInputStream {

  private static final long LARGE = 8L << 20;
  private static final int WIDTH = 40;

  private final long size;
  private final @Nullable PrintWriter bar;
  private long read;
  private long shown = -1;

  /**
   * @param bar null where nobody is watching
   */
  Watched(InputStream in, long size, @Nullable PrintWriter bar) {
    super(in);
    this.size = size;
    this.bar = size < LARGE ? null : bar;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    passed(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    passed(Math.max(count, 0));
    return count;
  }

  private void passed(int bytes) {
    read += bytes;
    if (bar == null || read * 100 / size == shown) {
      return;
    }
    shown = read * 100 / size;
    int full = (int) (read * WIDTH / size);
    bar.print("\r[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + shown + "%");
    bar.print(read >= size ? "\r\u001b[K" : "");
    bar.flush();
  }
}
