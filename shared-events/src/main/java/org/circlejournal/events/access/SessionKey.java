package org.circlejournal.events.access;

import java.nio.file.Path;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.circlejournal.events.sealing.Cipher;
import org.circlejournal.events.sealing.SecretFile;

/**
 * The key of pages' sessions, in {@code session.key} of the secrets folder: the command side makes
 * it, every query side reads it. Deleting it ends all sessions at the next start.
 */
public final class SessionKey {

  private static final String FILE = "session.key";

  private SessionKey() {}

  /**
   * Makes the file unless there is one.
   *
   * @param random cryptographic
   */
  public static void make(Path secrets, RandomGenerator random) {
    Path file = secrets.resolve(FILE);
    if (SecretFile.read(file) == null) {
      byte[] key = new byte[Cipher.KEY_BYTES];
      random.nextBytes(key);
      SecretFile.create(file, Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    }
  }

  /**
   * @throws IllegalStateException if there is no file
   */
  public static byte[] read(Path secrets) {
    String text = SecretFile.read(secrets.resolve(FILE));
    if (text == null) {
      throw new IllegalStateException(
          secrets.resolve(FILE) + " is missing; the command side makes it when it starts");
    }
    return Base64.getUrlDecoder().decode(text.strip());
  }
}
