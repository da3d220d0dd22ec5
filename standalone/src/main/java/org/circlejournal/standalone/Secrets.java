package org.circlejournal.standalone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.circlejournal.events.journal.Json;

/** The secrets folder: beside the data folder and never in it. Files are readable by the owner. */
final class Secrets {

  private final Path folder;
  private final SecureRandom random;

  Secrets(Path folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
  }

  Path folder() {
    return folder;
  }

  /**
   * Passwords of the embedded PostgreSQL's roles, made at the first start.
   *
   * @param superuser of {@code postgres}, who only sets up
   * @param owner of {@code circle_owner}, who migrates
   * @param command of {@code circle_command}
   * @param query of {@code circle_query}
   */
  record DatabasePasswords(String superuser, String owner, String command, String query) {}

  DatabasePasswords databasePasswords() {
    Path file = folder.resolve("postgres.json");
    try {
      if (Files.exists(file)) {
        return Json.mapper().readValue(file.toFile(), DatabasePasswords.class);
      }
      DatabasePasswords made =
          new DatabasePasswords(password(), password(), password(), password());
      write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(made));
      return made;
    } catch (IOException e) {
      throw new StartFailed("The file " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Member tokens of the sample's first circle, by alias, so that one can look from inside. */
  void writeSampleTokens(ObjectNode tokens) {
    Path file = folder.resolve("sample-tokens.json");
    try {
      write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(tokens));
    } catch (IOException e) {
      throw new StartFailed("The file " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** A header for {@code curl -H @file}, so that no token stands in a command line. */
  void writeHeader(String name, String token) {
    Path file = folder.resolve(name + ".header");
    try {
      write(file, ("Authorization: Bearer " + token + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new StartFailed("The file " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Written aside and moved, so that a crash leaves the old file or the new one. */
  private void write(Path file, byte[] content) throws IOException {
    createFolder();
    Path aside =
        Files.createTempFile(
            folder,
            file.getFileName().toString(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(aside, content);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void createFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private String password() {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
