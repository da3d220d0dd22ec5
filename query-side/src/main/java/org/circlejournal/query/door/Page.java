package org.circlejournal.query.door;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Sheet;

/**
 * All that a view shows of one circle at one moment, and what was already written of it.
 *
 * @param generation that it was read from
 * @param rows by sheet
 * @param folded how far the view has come in this circle
 * @param read the last event that the view reads, and did not only pass
 * @param released by sheet: how far what others see of it has come
 * @param listening which time of listening it was read in; worthless in another
 */
record Page(
    String generation,
    Map<Sheet<?, ?>, List<? extends Record>> rows,
    Mark folded,
    Mark read,
    Map<Sheet<?, ?>, Mark> released,
    long listening,
    Map<Variant, Written> written) {

  /** More than these kinds of questions are not remembered. */
  private static final int MOST_WRITTEN = 64;

  Page(
      String generation,
      Map<Sheet<?, ?>, List<? extends Record>> rows,
      Mark folded,
      Mark read,
      Map<Sheet<?, ?>, Mark> released,
      long listening) {
    this(generation, rows, folded, read, released, listening, new ConcurrentHashMap<>());
  }

  /** What is asked of a page, whoever asks. */
  record Variant(boolean inside, Question question) {}

  /** An answer, as it is sent. */
  static final class Written {
    private final byte[] bytes;
    private final String etag;
    private final String contentType;

    private Written(byte[] bytes, String etag, String contentType) {
      this.bytes = bytes;
      this.etag = etag;
      this.contentType = contentType;
    }

    /**
     * @param bytes not to be changed any more
     */
    static Written of(byte[] bytes, String contentType) {
      return new Written(bytes, etag(bytes), contentType);
    }

    /** Of the content alone: nodes, generations and replays agree, and it says nothing else. */
    private static String etag(byte[] bytes) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        return '"'
            + Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, 22)
            + '"';
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    int length() {
      return bytes.length;
    }

    void to(OutputStream out) throws IOException {
      out.write(bytes);
    }

    String etag() {
      return etag;
    }

    String contentType() {
      return contentType;
    }
  }

  Written written(Variant variant, Function<Variant, Written> write) {
    Written known = written.get(variant);
    if (known == null) {
      known = write.apply(variant);
      if (written.size() < MOST_WRITTEN) {
        written.put(variant, known);
      }
    }
    return known;
  }

  /** How far what is shown has come: members see all, others what was released. */
  Mark mark(Shown<?, ?> shown) {
    return shown.inside() ? folded : released.getOrDefault(shown.sheet(), Mark.NONE);
  }

  /** How far what these readers see at all has come, by whatever they ask. */
  Mark moved(ReadModel model, boolean inside) {
    if (inside) {
      return read;
    }
    Mark last = Mark.NONE;
    for (Shown<?, ?> shown : model.shown()) {
      Mark mark = mark(shown);
      if (!shown.inside() && mark.position() > last.position()) {
        last = mark;
      }
    }
    return last;
  }
}
