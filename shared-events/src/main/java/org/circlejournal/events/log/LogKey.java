package org.circlejournal.events.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.circlejournal.events.sealing.SecretFile;

/**
 * The Ed25519 key that signs checkpoints, in a file of the secrets folder: {@code log-1.key}, two
 * lines of base64, private and public. The command side makes the first one; the query side reads
 * the one with the highest number. A next one is made by the verifier's {@code new-key}.
 */
public final class LogKey {

  private static final Pattern FILE = Pattern.compile("log-([0-9]{1,6})\\.key");

  /** What stands before the 32 bytes in PKCS #8 (RFC 8410). */
  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final int number;
  private final byte[] publicKey;
  private final PrivateKey privateKey;

  private LogKey(int number, byte[] privateKey, byte[] publicKey) {
    this.number = number;
    this.publicKey = publicKey;
    try {
      ByteBuffer encoded =
          ByteBuffer.allocate(PKCS8.length + privateKey.length).put(PKCS8).put(privateKey);
      this.privateKey =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(encoded.array()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("log-" + number + ".key holds no Ed25519 key", e);
    }
  }

  /**
   * Makes the first key unless there is one.
   *
   * @param random cryptographic
   */
  public static void makeFirst(Path secrets, SecureRandom random) {
    if (newest(secrets) == 0) {
      SecretFile.create(secrets.resolve(file(1)), make(random));
    }
  }

  /** The file's content for a new key. */
  public static String make(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      return Text64.of(last32(pair.getPrivate().getEncoded()))
          + "\n"
          + Text64.of(last32(pair.getPublic().getEncoded()))
          + "\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it since 15
    }
  }

  private static byte[] last32(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - NoteKey.BYTES, encoded.length);
  }

  public static String file(int number) {
    return "log-" + number + ".key";
  }

  /** The highest number of a key in the folder; 0 if there is none. */
  public static int newest(Path secrets) {
    try (Stream<Path> files = Files.list(secrets)) {
      return files
          .map(file -> FILE.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToInt(file -> Integer.parseInt(file.group(1)))
          .max()
          .orElse(0);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException("secrets folder " + secrets, e);
    }
  }

  /**
   * @throws IllegalStateException if there is no such key
   */
  public static LogKey read(Path secrets, int number) {
    Path file = secrets.resolve(file(number));
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      return new LogKey(
          number, Text64.read(lines.get(0), file(number)), Text64.read(lines.get(1), file(number)));
    } catch (NoSuchFileException e) {
      throw new IllegalStateException(file + " is missing", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  public int number() {
    return number;
  }

  /** Says which key this is, in 16 hex digits. */
  public String fingerprint() {
    return HexFormat.of().formatHex(Hash.sha256().digest(publicKey), 0, 8);
  }

  public NoteKey verifying(String name) {
    return new NoteKey(name, publicKey);
  }

  /**
   * @param name of the key, which is the log's origin
   * @param text ends with a newline
   */
  public Note.Signed sign(String name, String text) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(privateKey);
      ed25519.update(text.getBytes(StandardCharsets.UTF_8));
      return new Note.Signed(name, verifying(name).id(), ed25519.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public Note sign(Checkpoint checkpoint) {
    String text = checkpoint.text();
    return new Note(text, List.of(sign(checkpoint.origin(), text)));
  }

  /** That a new key signs for this log from now on: signed by the old one and by the new one. */
  public static Note handOver(String origin, LogKey old, LogKey next) {
    String text =
        "circle-journal log key/v1\n"
            + old.verifying(origin).vkey()
            + "\n"
            + next.verifying(origin).vkey()
            + "\n";
    return new Note(text, List.of(old.sign(origin, text), next.sign(origin, text)));
  }

  /**
   * The new key of a hand-over that a trusted key signed.
   *
   * @throws NotProven if it is none
   */
  public static NoteKey requireHandedOver(Note note, List<NoteKey> trusted) {
    List<String> lines = List.of(note.requireSigned(trusted).split("\n", -1));
    if (lines.size() != 4 || !lines.get(0).equals("circle-journal log key/v1")) {
      throw new NotProven("the note hands no key over");
    }
    if (trusted.stream().noneMatch(key -> key.vkey().equals(lines.get(1)))) {
      throw new NotProven("the key is handed over by another one");
    }
    NoteKey next = NoteKey.parse(lines.get(2));
    note.requireSigned(List.of(next));
    return next;
  }
}
