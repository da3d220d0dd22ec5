package org.circlejournal.events.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A text with the signatures of one or more keys, as C2SP's signed-note writes it.
 *
 * @param text ends with a newline
 */
public record Note(String text, List<Signed> signatures) {

  private static final int MOST_BYTES = 1_000_000;
  private static final int MOST_SIGNATURES = 100;
  private static final String DASH = "\u2014 ";

  /** One signature line. */
  public static final class Signed {
    private final String name;
    private final int keyId;
    private final byte[] signature;

    Signed(String name, int keyId, byte[] signature) {
      this.name = name;
      this.keyId = keyId;
      this.signature = signature;
    }

    private String line() {
      byte[] bytes =
          ByteBuffer.allocate(Integer.BYTES + signature.length)
              .putInt(keyId)
              .put(signature)
              .array();
      return DASH + name + " " + Text64.of(bytes) + "\n";
    }

    private boolean isOf(NoteKey key) {
      return name.equals(key.name()) && keyId == key.id();
    }
  }

  /** As it is served and stored. */
  public String written() {
    StringBuilder written = new StringBuilder(text).append('\n');
    signatures.forEach(signed -> written.append(signed.line()));
    return written.toString();
  }

  /**
   * @throws NotProven if it is not written as a note is
   */
  public static Note parse(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw new NotProven("the note is larger than a megabyte");
    }
    String all;
    try {
      all = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new NotProven("the note is not UTF-8");
    }
    if (all.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      throw new NotProven("the note has control characters");
    }
    int blank = all.lastIndexOf("\n\n");
    if (blank < 0) {
      throw new NotProven("the note has no signatures");
    }
    String lines = all.substring(blank + 2);
    if (!lines.endsWith("\n")) {
      throw new NotProven("the note does not end with a signature line");
    }
    List<Signed> signatures = new ArrayList<>();
    for (String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
      signatures.add(signed(line));
    }
    if (signatures.size() > MOST_SIGNATURES) {
      throw new NotProven("the note has more than a hundred signatures");
    }
    return new Note(all.substring(0, blank + 1), List.copyOf(signatures));
  }

  private static Signed signed(String line) {
    String[] parts = line.split(" ", -1);
    if (!line.startsWith(DASH) || parts.length != 3) {
      throw new NotProven("a signature line is not: dash, name, base64");
    }
    NoteKey.requireName(parts[1]);
    byte[] bytes = Text64.read(parts[2], "a signature");
    if (bytes.length <= Integer.BYTES) {
      throw new NotProven("a signature is too short");
    }
    return new Signed(
        parts[1],
        ByteBuffer.wrap(bytes).getInt(),
        Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length));
  }

  /**
   * The text, once a trusted key has signed it. Signatures of other keys count for nothing.
   *
   * @throws NotProven if no trusted key signed, or one of them signed something else
   */
  public String requireSigned(Collection<NoteKey> trusted) {
    boolean verified = false;
    for (Signed signed : signatures) {
      for (NoteKey key : trusted) {
        if (signed.isOf(key)) {
          if (!key.verifies(text, signed.signature)) {
            throw new NotProven("the signature of " + key.name() + " is not of this text");
          }
          verified = true;
        }
      }
    }
    if (!verified) {
      throw new NotProven("no trusted key signed the note");
    }
    return text;
  }
}
