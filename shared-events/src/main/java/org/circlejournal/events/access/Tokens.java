package org.circlejournal.events.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Tokens and recovery codes: what a person holds, and of which the server keeps a hash only.
 *
 * <p>A token is 256 random bits in base64url: 43 characters. A recovery code is to be written down
 * by hand: 140 random bits as 28 characters of Crockford's base 32 (no I, L, O, U) in seven groups
 * of four, e.g. {@code 7ZK4-0QWE-…}; in reading it, case, spaces and hyphens do not matter, O is 0,
 * I and L are 1.
 */
public final class Tokens {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern BETWEEN = Pattern.compile("[\\s-]");
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int RECOVERY_LENGTH = 28;
  private static final int GROUP = 4;

  private Tokens() {}

  /**
   * @param random cryptographic
   */
  public static String mint(RandomGenerator random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether it has the form of a token; one that a client made must. */
  public static boolean wellFormed(String token) {
    return TOKEN.matcher(token).matches();
  }

  /** SHA-256, hex. Enough for 256 random bits: there is nothing to guess. */
  public static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not to be had", e);
    }
  }

  /**
   * @param random cryptographic
   */
  public static String mintRecoveryCode(RandomGenerator random) {
    byte[] bytes = new byte[RECOVERY_LENGTH];
    random.nextBytes(bytes);
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < RECOVERY_LENGTH; i++) {
      if (i > 0 && i % GROUP == 0) {
        code.append('-');
      }
      code.append(ALPHABET.charAt(bytes[i] & 31));
    }
    return code.toString();
  }

  /** The form that is hashed and that keys are derived from: 28 characters without hyphens. */
  public static String canonicalRecoveryCode(String asTyped) {
    return BETWEEN
        .matcher(asTyped.toUpperCase(Locale.ROOT))
        .replaceAll("")
        .replace('O', '0')
        .replace('I', '1')
        .replace('L', '1');
  }
}
