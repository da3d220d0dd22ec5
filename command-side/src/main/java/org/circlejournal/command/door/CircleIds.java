package org.circlejournal.command.door;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.circlejournal.events.circle.CircleId;

/**
 * Ids of new circles: UUIDs of version 7 (RFC 9562), the time in milliseconds before 74 random
 * bits. What is written of circles that are founded one after the other then lies side by side in
 * every index, where random ids would touch a page each.
 */
final class CircleIds {

  private CircleIds() {}

  /**
   * @param random cryptographic
   */
  static CircleId next(Instant now, RandomGenerator random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    ByteBuffer bits = ByteBuffer.wrap(bytes);
    long version7 = now.toEpochMilli() << 16 | 0x7000 | (bits.getLong() & 0xfff);
    long variant = bits.getLong() >>> 2 | 1L << 63;
    return new CircleId(new UUID(version7, variant).toString());
  }
}
