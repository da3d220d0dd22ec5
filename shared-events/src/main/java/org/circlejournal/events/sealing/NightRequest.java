package org.circlejournal.events.sealing;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.circlejournal.events.sealing.EpochKeys.Purpose;

/**
 * What somebody asked for in the code's lane, which counts at once and waits for the night's batch.
 * Until then it is a row that tells nothing: named by a keyed hash, sealed, and both keys derive
 * from an epoch key that lies outside the database and is destroyed with the night. So neither
 * write-ahead log nor dead rows tell whose request was written when, and rows of two nights cannot
 * be laid beside each other.
 *
 * @param purpose of the consent that was withdrawn, e.g. {@code SURVEYS}; empty for an erasure
 */
public record NightRequest(String circle, String code, String purpose) {

  /** A withdrawal of the consent for this purpose. */
  public static NightRequest withdrawal(String circle, String code, String purpose) {
    return new NightRequest(circle, code, purpose);
  }

  public static NightRequest erasure(String circle, String code) {
    return new NightRequest(circle, code, "");
  }

  public boolean isErasure() {
    return purpose.isEmpty();
  }

  /**
   * The name of its row in a night, hex.
   *
   * @throws DoesNotOpen if the epoch's key is gone
   */
  public String row(EpochKeys keys, int epoch) {
    byte[] naming = keys.derive(Purpose.NIGHT, epoch, "night-row/v1");
    return HexFormat.of().formatHex(Hmac.sha256(naming, text()));
  }

  /**
   * Its row's content; all are of one length.
   *
   * @throws DoesNotOpen if the epoch's key is gone
   */
  public byte[] seal(EpochKeys keys, int epoch) {
    return Cipher.encrypt(sealing(keys, epoch), Padding.text(text()), bytes(row(keys, epoch)));
  }

  /**
   * @throws DoesNotOpen if the epoch's key is gone, or row and content do not belong together
   */
  public static NightRequest open(EpochKeys keys, int epoch, String row, byte[] content) {
    byte[] plain = Cipher.decrypt(sealing(keys, epoch), content, bytes(row));
    String[] parts = Padding.text(plain).split("\n", -1);
    return new NightRequest(parts[0], parts[1], parts[2]);
  }

  private static byte[] sealing(EpochKeys keys, int epoch) {
    return keys.derive(Purpose.NIGHT, epoch, "night-content/v1");
  }

  private String text() {
    return circle + '\n' + code + '\n' + purpose;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** No code: this ends up in logs. */
  @Override
  public String toString() {
    return "NightRequest";
  }
}
