package org.circlejournal.events.sealing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Files of the secrets folder: readable by their owner only, there whole or not at all. */
public final class SecretFile {

  private SecretFile() {}

  /** Makes the file, forced to disk; leaves it as it is if it exists. Makes the folder as well. */
  public static void create(Path file, String content) {
    try {
      Path folder = folderOf(file);
      Path draft =
          Files.createTempFile(
              folder,
              "draft-",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
          out.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
          out.force(true);
        }
        linkUnlessThere(file, draft);
      } finally {
        Files.deleteIfExists(draft);
      }
      force(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** The content, or null if there is no such file. */
  public static @Nullable String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  public static void delete(Path file) {
    try {
      if (Files.deleteIfExists(file)) {
        force(folderOf(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }

  /** A link, not a move: of two processes that start at once, the first one's file stays. */
  private static void linkUnlessThere(Path file, Path draft) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // The other one's file holds: every caller reads what is there.
      return;
    }
  }

  private static Path folderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("no folder of " + file);
    }
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return folder;
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
