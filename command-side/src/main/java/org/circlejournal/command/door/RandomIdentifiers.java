package org.circlejournal.command.door;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;
import org.axonframework.common.IdentifierFactory;

/**
 * Ids of events and commands: random UUIDs as by {@code UUID.randomUUID()}, whose one generator for
 * all threads is a lock that they queue at. Each thread draws bytes for many ids at once, because a
 * draw costs more than its bytes do. Found by Axon as a service.
 */
public final class RandomIdentifiers extends IdentifierFactory {

  private static final int ID_BYTES = 16;
  private static final int IDS_AT_ONCE = 32;

  private static final ThreadLocal<Drawn> DRAWN = ThreadLocal.withInitial(Drawn::new);

  private static final class Drawn {
    private final SecureRandom random = generator();
    private final ByteBuffer bytes = ByteBuffer.allocate(ID_BYTES * IDS_AT_ONCE).flip();

    ByteBuffer next() {
      if (!bytes.hasRemaining()) {
        random.nextBytes(bytes.array());
        bytes.clear();
      }
      return bytes;
    }
  }

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
    ByteBuffer bits = DRAWN.get().next();
    long version4 = (bits.getLong() & ~0xf000L) | 0x4000L;
    long variant = bits.getLong() >>> 2 | 1L << 63; // of RFC 9562
    return new UUID(version4, variant).toString();
  }
}
