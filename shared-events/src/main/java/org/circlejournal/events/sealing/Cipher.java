package org.circlejournal.events.sealing;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** AES-256-GCM by Tink: nonce, ciphertext and tag in one array, a fresh nonce each time. */
public final class Cipher {

  /** Bytes of a key. */
  public static final int KEY_BYTES = 32;

  private Cipher() {}

  public static byte[] encrypt(byte[] key, byte[] plaintext, byte[] associated) {
    try {
      return new AesGcmJce(key).encrypt(plaintext, associated);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM is not to be had", e);
    }
  }

  /**
   * @throws DoesNotOpen if key, bytes and associated data do not belong together
   */
  public static byte[] decrypt(byte[] key, byte[] box, byte[] associated) {
    try {
      return new AesGcmJce(key).decrypt(box, associated);
    } catch (GeneralSecurityException e) {
      throw new DoesNotOpen("key, bytes and associated data do not belong together", e);
    }
  }

  /**
   * HKDF-SHA-256 without salt.
   *
   * @param label what the derived key is for; another label, another key
   */
  public static byte[] derive(byte[] secret, String label) {
    try {
      byte[] info = label.getBytes(StandardCharsets.UTF_8);
      return Hkdf.computeHkdf("HMACSHA256", secret, new byte[0], info, KEY_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA-256 is not to be had", e);
    }
  }
}
