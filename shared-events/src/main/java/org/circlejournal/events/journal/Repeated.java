package org.circlejournal.events.journal;

import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Values that come again and again in a journal, as a member's id in every session: each is made
 * once, as far as its place here is not taken by another. Without it, what views keep of a circle
 * is for the most part the same few texts.
 *
 * <p>Safe for threads: what is kept never changes, and who does not see it makes it once more.
 */
final class Repeated {

  /** Ids of one kind: members of some ten thousand circles. */
  static final int IDS = 1 << 17;

  /** Texts that are no ids: languages, versions, names of instruments. */
  static final int TEXTS = 1 << 10;

  /** A digest in hexadecimal; what is longer is somebody's words, under seal. */
  private static final int LONGEST = 64;

  private record Known(String text, Object value) {}

  private final @Nullable Known[] places;
  private final MethodHandle maker;

  /**
   * @param places a power of two
   * @param maker of a value from its text, both as objects
   */
  Repeated(int places, MethodHandle maker) {
    this.places = new @Nullable Known[places];
    this.maker = maker;
  }

  /**
   * The value of a text in ASCII.
   *
   * @param hash of the text, as {@link String#hashCode()}
   */
  Object value(byte[] bytes, int from, int length, int hash) throws Throwable {
    int place = (hash ^ (hash >>> 16)) & (places.length - 1);
    Known known = places[place];
    if (known != null && same(known.text(), bytes, from, length)) {
      return known.value();
    }
    String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    Object value = (Object) maker.invokeExact((Object) text);
    if (length <= LONGEST) {
      places[place] = new Known(text, value);
    }
    return value;
  }

  private static boolean same(String text, byte[] bytes, int from, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }
}
