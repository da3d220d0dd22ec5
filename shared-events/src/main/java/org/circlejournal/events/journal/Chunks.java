package org.circlejournal.events.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of the journal in pieces, for several threads at once: each takes the next piece and
 * reads it by itself. Together the pieces are the stretch, without a gap and nothing twice.
 */
public interface Chunks extends AutoCloseable {

  /**
   * One piece.
   *
   * @param number from 0, in the order of the journal
   * @param last no event after this position is in it, and none up to it is in a later one
   * @param events in order; may be empty
   */
  record Chunk(long number, long last, List<RawEvent> events) {}

  /**
   * Streams by the last two characters of their identifiers, which are hexadecimal and random, so
   * that a part of them can be told without a list; compared as bytes.
   *
   * @param from the first that belongs to it; empty for all
   * @param below the first that does not; null for none
   */
  record Ends(String from, @Nullable String below) {

    static final Ends ALL = new Ends("", null);

    static final int LENGTH = 2;

    /** How a stream's identifier ends. */
    public static String of(String stream) {
      return stream.substring(Math.max(0, stream.length() - LENGTH));
    }

    boolean has(String stream) {
      String end = of(stream);
      return end.compareTo(from) >= 0 && (below == null || end.compareTo(below) < 0);
    }
  }

  /** Pieces that are taken from now on have events of these streams only: all, until it is said. */
  void only(Ends streams);

  /** The next piece, or null when there are no more. Safe for threads. */
  @Nullable Chunk next() throws InterruptedException;

  @Override
  void close();
}
