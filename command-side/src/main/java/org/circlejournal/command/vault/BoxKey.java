package org.circlejournal.command.vault;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.circlejournal.events.sealing.Cipher;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.Hmac;

/**
 * The key of one box. It names the rows (a keyed hash of the voter) and encrypts the ballots, so
 * that without it neither the table nor the write-ahead log tells who voted, when, or what.
 */
final class BoxKey {

  private final Box box;
  private final byte[] key;
  private final byte[] naming;
  private final byte[] sealing;

  /**
   * @param key of two halves: the first names rows, the second seals ballots
   */
  private BoxKey(Box box, byte[] key) {
    this.box = box;
    this.key = key;
    this.naming = Cipher.derive(Arrays.copyOf(key, Cipher.KEY_BYTES), "box-row/v1");
    this.sealing =
        Cipher.derive(Arrays.copyOfRange(key, Cipher.KEY_BYTES, key.length), "box-ballot/v1");
  }

  static BoxKey fresh(Box box, RandomGenerator random) {
    byte[] key = new byte[2 * Cipher.KEY_BYTES];
    random.nextBytes(key);
    return new BoxKey(box, key);
  }

  /** Names rows alike, and seals under a fresh key: what the other sealed it does not open. */
  BoxKey renewed(RandomGenerator random) {
    byte[] sealed = new byte[Cipher.KEY_BYTES];
    random.nextBytes(sealed);
    byte[] renewed = key.clone();
    System.arraycopy(sealed, 0, renewed, Cipher.KEY_BYTES, sealed.length);
    return new BoxKey(box, renewed);
  }

  static BoxKey unwrap(EpochKeys epochs, int epoch, Box box, String wrapped) {
    return new BoxKey(box, epochs.unwrap(Purpose.BOXES, epoch, name(box), wrapped));
  }

  String wrap(EpochKeys epochs, int epoch) {
    return epochs.wrap(Purpose.BOXES, epoch, name(box), key);
  }

  /** The name of a voter's row, hex. */
  String row(String voter) {
    return HexFormat.of().formatHex(Hmac.sha256(naming, voter));
  }

  byte[] encrypt(String row, byte[] ballot) {
    return Cipher.encrypt(sealing, ballot, row.getBytes(StandardCharsets.UTF_8));
  }

  byte[] decrypt(String row, byte[] content) {
    return Cipher.decrypt(sealing, content, row.getBytes(StandardCharsets.UTF_8));
  }

  private static String name(Box box) {
    return "box\n" + box.circle() + '\n' + box.name();
  }
}
