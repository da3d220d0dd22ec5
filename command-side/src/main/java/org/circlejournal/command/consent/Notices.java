package org.circlejournal.command.consent;

import static org.circlejournal.command.Refusal.NOTICE_UNKNOWN;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.circlejournal.command.Refused;
import org.circlejournal.events.WrongFile;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;

/**
 * The notices in use: what a person reads before consenting. There are two, {@code taking-part} and
 * {@code answers}, in versions and languages; a consent names the one it was given on by the hash
 * of its bytes.
 *
 * <p>Samples are shipped. A file of the operator joins them, and replaces a sample of the same
 * name.
 */
public final class Notices {

  /** {@code taking-part.1.en.md}: notice, version, BCP 47 language tag. */
  private static final Pattern FILE =
      Pattern.compile("(taking-part|answers)\\.([A-Za-z0-9.-]{1,20})\\.([A-Za-z0-9-]{2,20})\\.md");

  private static final List<String> SAMPLES =
      List.of("taking-part.1.en.md", "taking-part.1.de.md", "answers.1.en.md", "answers.1.de.md");

  /**
   * One notice in one version and language.
   *
   * @param sha256 of the file's bytes, 64 hex digits
   */
  public record Text(String notice, String version, String language, String sha256, String text) {}

  private final Map<String, Text> byFile = new TreeMap<>();

  private Notices() {}

  /** The samples alone. */
  public static Notices samples() {
    Notices notices = new Notices();
    for (String file : SAMPLES) {
      notices.add(file, resource(file));
    }
    return notices;
  }

  /**
   * The samples and the operator's files, as they are now.
   *
   * @param folder {@code data/notices}; need not exist
   * @throws WrongFile if a file there has a name that says no notice, version and language: it
   *     would be lost in silence
   */
  public static Notices in(Path folder) throws IOException {
    Notices notices = samples();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
          notices.add(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
    }
    return notices;
  }

  /** All, by name of file. */
  public List<Text> all() {
    return List.copyOf(byFile.values());
  }

  /** 409 unless this is a notice in use that explains the purpose. */
  public void require(Purpose purpose, Notice notice) {
    if (byFile.values().stream().noneMatch(text -> explains(text, purpose, notice))) {
      throw new Refused(
          NOTICE_UNKNOWN,
          "no notice "
              + purpose.notice()
              + " in use has this version, language and sha256; GET /notices lists them");
    }
  }

  private static boolean explains(Text text, Purpose purpose, Notice notice) {
    return text.notice().equals(purpose.notice())
        && text.version().equals(notice.version())
        && text.language().equals(notice.language())
        && text.sha256().equals(notice.sha256());
  }

  private void add(String file, byte[] bytes) {
    Matcher name = FILE.matcher(file);
    if (!name.matches()) {
      throw new WrongFile(
          "notices: " + file + " (expected: taking-part|answers.{version}.{language}.md)");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    byFile.put(file, new Text(name.group(1), name.group(2), name.group(3), sha256(bytes), text));
  }

  private static byte[] resource(String file) {
    try (InputStream in = Notices.class.getResourceAsStream("/notices/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the shipped notice " + file + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the shipped notice " + file + " cannot be read", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
