package org.circlejournal.events.sealing;

import java.util.Base64;
import java.util.random.RandomGenerator;
import org.circlejournal.events.sealing.EpochKeys.Purpose;

/**
 * A data key as {@code vault.data_key} keeps it: 32 random bytes, wrapped by the epoch key of its
 * purpose.
 *
 * @param id 128 random bits, base64url
 * @param wrapped base64url
 */
public record DataKey(String id, String circle, Purpose purpose, int epoch, String wrapped) {

  /** Something sealed, and the key that opens it. */
  public record Sealing(Sealed sealed, DataKey key) {}

  /**
   * Seals under a fresh data key.
   *
   * @param purpose {@code ANSWERS} or {@code TEXTS}
   * @param epoch the newest of the purpose
   */
  public static Sealing seal(
      EpochKeys epochs,
      Purpose purpose,
      int epoch,
      Associated associated,
      byte[] plaintext,
      RandomGenerator random) {
    byte[] id = new byte[16];
    byte[] key = new byte[Cipher.KEY_BYTES];
    random.nextBytes(id);
    random.nextBytes(key);
    String keyId = EpochKeys.base64(id);
    byte[] box = Cipher.encrypt(key, plaintext, associated.bytes());
    String wrapped = epochs.wrap(purpose, epoch, name(keyId, associated.circle()), key);
    return new Sealing(
        new Sealed(keyId, EpochKeys.base64(box)),
        new DataKey(keyId, associated.circle(), purpose, epoch, wrapped));
  }

  /**
   * @throws DoesNotOpen if the key is not of this circle or epoch, or the bytes are not for this
   */
  public byte[] open(EpochKeys epochs, Sealed sealed, Associated associated) {
    byte[] key = epochs.unwrap(purpose, epoch, name(id, circle), wrapped);
    byte[] box = Base64.getUrlDecoder().decode(sealed.box());
    return Cipher.decrypt(key, box, associated.bytes());
  }

  /** The same key, wrapped under another epoch. */
  public DataKey rewrap(EpochKeys epochs, int newEpoch) {
    String name = name(id, circle);
    byte[] key = epochs.unwrap(purpose, epoch, name, wrapped);
    return new DataKey(id, circle, purpose, newEpoch, epochs.wrap(purpose, newEpoch, name, key));
  }

  private static String name(String id, String circle) {
    return "data-key\n" + circle + '\n' + id;
  }
}
