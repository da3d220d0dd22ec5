package org.circlejournal.events.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** A SHA-256 hash of RFC 6962: of a leaf (0x00 before the entry) or a node (0x01 before two). */
public final class Hash {

  public static final int BYTES = 32;

  static final byte LEAF = 0;
  static final byte NODE = 1;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws NotProven unless these are 32 bytes
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new NotProven("a hash has " + bytes.length + " bytes, expected 32");
    }
    return new Hash(bytes.clone());
  }

  /** One of the hashes of a tile. */
  static Hash at(byte[] hashes, int index) {
    return new Hash(Arrays.copyOfRange(hashes, index * BYTES, (index + 1) * BYTES));
  }

  public static Hash leaf(byte[] entry) {
    MessageDigest sha = sha256();
    sha.update(LEAF);
    return new Hash(sha.digest(entry));
  }

  public static Hash node(Hash left, Hash right) {
    MessageDigest sha = sha256();
    sha.update(NODE);
    sha.update(left.bytes);
    return new Hash(sha.digest(right.bytes));
  }

  /** Root of the tree without leaves. */
  static Hash ofNothing() {
    return new Hash(sha256().digest());
  }

  /**
   * @throws NotProven unless it is the base64 of 32 bytes
   */
  public static Hash parse(String base64, String what) {
    byte[] bytes = Text64.read(base64, what);
    if (bytes.length != BYTES) {
      throw new NotProven(what + " has " + bytes.length + " bytes, expected 32");
    }
    return new Hash(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public String base64() {
    return Text64.of(bytes);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return base64();
  }
}
