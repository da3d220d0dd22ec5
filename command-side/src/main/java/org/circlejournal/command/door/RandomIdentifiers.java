package org.circlejournal.command.door;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;
import org.axonframework.common.IdentifierFactory;

/**
 * Ids of events and commands: random UUIDs as by {@code UUID.randomUUID()}, whose one generator for
 * all threads is a lock that they queue at. Found by Axon as a service.
 */
public final class RandomIdentifiers extends IdentifierFactory {

  private static final ThreadLocal<SecureRandom> RANDOM =
      ThreadLocal.withInitial(RandomIdentifiers::generator);

  private static SecureRandom generator() {
    try {
      return SecureRandom.getInstance("DRBG");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java since 9 has DRBG", e);
    }
  }

  /** 122 random bits: an event's id is also the salt of its entry in the audit log. */
  @Override
  public String generateIdentifier() {
    byte[] bytes = new byte[16];
    RANDOM.get().nextBytes(bytes);
    bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40); // version 4
    bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80); // variant of RFC 9562
    ByteBuffer bits = ByteBuffer.wrap(bytes);
    return new UUID(bits.getLong(), bits.getLong()).toString();
  }
}
