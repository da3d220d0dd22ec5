package org.circlejournal.query.research.archive;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * Files that are encrypted as a whole, by Tink's streaming AES-256-GCM (AES-GCM-HKDF, segments of 1
 * MiB). The name is bound to the content: a file under another's name does not open.
 */
final class SealedFiles {

  private static final int SEGMENT = 1 << 20;

  private final AesGcmHkdfStreaming cipher;

  /**
   * @param key 32 random bytes
   */
  SealedFiles(byte[] key) {
    try {
      this.cipher = new AesGcmHkdfStreaming(key, "HmacSha256", key.length, SEGMENT, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("streaming AES-GCM is not to be had", e);
    }
  }

  /** What is written to it arrives sealed; closing it makes it whole. */
  OutputStream sealing(Path file) throws IOException {
    try {
      return cipher.newEncryptingStream(
          new BufferedOutputStream(Files.newOutputStream(file), SEGMENT), nameOf(file));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fails while it is read if the key is another, or a byte is. */
  InputStream opening(Path file) throws IOException {
    try {
      return cipher.newDecryptingStream(
          new BufferedInputStream(Files.newInputStream(file), SEGMENT), nameOf(file));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  void seal(Path plain, Path sealed) throws IOException {
    try (OutputStream out = sealing(sealed)) {
      Files.copy(plain, out);
    }
  }

  void open(Path sealed, Path plain) throws IOException {
    try (InputStream in = opening(sealed)) {
      Files.copy(in, plain);
    }
  }

  private static byte[] nameOf(Path file) {
    return file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
  }
}
