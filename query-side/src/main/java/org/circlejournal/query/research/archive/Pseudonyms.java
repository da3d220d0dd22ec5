package org.circlejournal.query.research.archive;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.circlejournal.events.sealing.Hmac;
import org.circlejournal.query.research.archive.Column.Kind;

/**
 * Names that lead nowhere without their key: the first 64 bits of an HMAC-SHA-256. With another key
 * everybody has another name; a key that is gone takes the way back with it.
 */
final class Pseudonyms {

  private final byte[] key;

  /**
   * @param key 32 random bytes
   */
  Pseudonyms(byte[] key) {
    this.key = key.clone();
  }

  /** As the archive keeps it. */
  long number(Kind kind, String id) {
    return ByteBuffer.wrap(Hmac.sha256(key, "pseudonym/v1\n" + kind + '\n' + id)).getLong();
  }

  /** As a study shows it: a letter for the kind, and 16 hex digits. */
  String text(Kind kind, String id) {
    String letter =
        switch (kind) {
          case CIRCLE -> "c-";
          case WORKPLACE -> "w-";
          case MEMBER, CODE -> "p-"; // whoever links both lanes is one person
          default -> throw new IllegalArgumentException(kind + " has no pseudonym");
        };
    return letter + HexFormat.of().toHexDigits(number(kind, id));
  }
}
