package org.circlejournal.query.research.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/** Somebody is fetching it; an erasure ends that in the middle. */
final class Revocable extends FilterInputStream {

  private final BooleanSupplier stands;

  /**
   * @param stands whether its key is still there; asked before each piece
   */
  Revocable(InputStream in, BooleanSupplier stands) {
    super(in);
    this.stands = stands;
  }

  @Override
  public int read() throws IOException {
    requireStanding();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    requireStanding();
    return super.read(bytes, offset, length);
  }

  private void requireStanding() throws IOException {
    if (!stands.getAsBoolean()) {
      throw new IOException("an erasure has ended the key of what is being read");
    }
  }
}
