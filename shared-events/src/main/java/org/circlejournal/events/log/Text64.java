package org.circlejournal.events.log;

import java.util.Base64;

/** Base 64 of RFC 4648, section 4, in its one canonical form. */
final class Text64 {

  private Text64() {}

  static String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * @param what it is, for the refusal
   * @throws NotProven unless it is written exactly as {@link #of} writes it
   */
  static byte[] read(String text, String what) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (of(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new NotProven(what + " is not base64");
    }
    throw new NotProven(what + " is not canonical base64");
  }

  /**
   * A number without sign or leading zeroes.
   *
   * @throws NotProven for anything else
   */
  static long number(String text, String what) {
    if (text.matches("0|[1-9][0-9]{0,17}")) {
      return Long.parseLong(text);
    }
    throw new NotProven(what + " is not a decimal number");
  }
}
