package org.circlejournal.events.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lengths that say little: four bytes of length, the content, then zeros up to the next bucket of
 * 64, 128, 256 … bytes (each twice the last).
 */
public final class Padding {

  private static final int SMALLEST = 64;

  private Padding() {}

  public static byte[] pad(byte[] content) {
    int least = content.length + Integer.BYTES;
    int bucket = Math.max(SMALLEST, Integer.highestOneBit(least - 1) << 1);
    return ByteBuffer.allocate(bucket).putInt(content.length).put(content).array();
  }

  /**
   * @throws IllegalArgumentException if the bytes were not made by {@link #pad}
   */
  public static byte[] unpad(byte[] padded) {
    int length = padded.length < SMALLEST ? -1 : ByteBuffer.wrap(padded).getInt();
    if (length < 0 || length > padded.length - Integer.BYTES) {
      throw new IllegalArgumentException("no padded content: " + padded.length + " bytes");
    }
    return Arrays.copyOfRange(padded, Integer.BYTES, Integer.BYTES + length);
  }

  public static byte[] text(String text) {
    return pad(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws IllegalArgumentException if the bytes were not made by {@link #text}
   */
  public static String text(byte[] padded) {
    return new String(unpad(padded), StandardCharsets.UTF_8);
  }
}
