package org.circlejournal.events.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** An Ed25519 key that verifies notes, by C2SP's signed-note; written as a vkey. */
public final class NoteKey {

  static final int ED25519 = 1;
  static final int BYTES = 32;

  /** What stands before the 32 bytes in X.509 (RFC 8410). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] raw;
  private final int id;
  private final PublicKey key;

  /**
   * @param raw 32 bytes as RFC 8032 writes a public key
   */
  public NoteKey(String name, byte[] raw) {
    requireName(name);
    if (raw.length != BYTES) {
      throw new NotProven("an Ed25519 key has 32 bytes, not " + raw.length);
    }
    this.name = name;
    this.raw = raw.clone();
    this.id = id(name, raw);
    try {
      ByteBuffer encoded = ByteBuffer.allocate(X509.length + BYTES).put(X509).put(raw);
      this.key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded.array()));
    } catch (GeneralSecurityException e) {
      throw new NotProven("these 32 bytes are no Ed25519 key");
    }
  }

  /**
   * @param vkey {@code name+id+base64}
   * @throws NotProven if it is none, or its id does not belong to it
   */
  public static NoteKey parse(String vkey) {
    String[] parts = vkey.split("\\+", 3); // base64 may hold a plus
    if (parts.length != 3) {
      throw new NotProven("a vkey has three parts: name+id+key");
    }
    byte[] typed = Text64.read(parts[2], "the vkey's key");
    if (typed.length != 1 + BYTES || typed[0] != ED25519) {
      throw new NotProven("the vkey is of no Ed25519 key");
    }
    NoteKey key = new NoteKey(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
    if (!parts[1].equals(key.hexId())) {
      throw new NotProven("the vkey's id does not belong to its key");
    }
    return key;
  }

  static void requireName(String name) {
    boolean spaced = name.codePoints().anyMatch(c -> Character.isWhitespace(c) || isSpace(c));
    if (name.isEmpty() || name.contains("+") || spaced) {
      throw new NotProven("a key's name has neither spaces nor plus, and is not empty");
    }
  }

  private static boolean isSpace(int codePoint) {
    return Character.isSpaceChar(codePoint) || codePoint == 0x85;
  }

  private static int id(String name, byte[] raw) {
    MessageDigest sha = Hash.sha256();
    sha.update((name + "\n").getBytes(StandardCharsets.UTF_8));
    sha.update((byte) ED25519);
    return ByteBuffer.wrap(sha.digest(raw)).getInt();
  }

  public String name() {
    return name;
  }

  int id() {
    return id;
  }

  private String hexId() {
    return "%08x".formatted(id);
  }

  public String vkey() {
    ByteArrayOutputStream typed = new ByteArrayOutputStream();
    typed.write(ED25519);
    typed.writeBytes(raw);
    return name + "+" + hexId() + "+" + Text64.of(typed.toByteArray());
  }

  boolean verifies(String text, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(text.getBytes(StandardCharsets.UTF_8));
      return ed25519.verify(signature);
    } catch (SignatureException e) {
      return false; // not even of a signature's form
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return vkey();
  }
}
