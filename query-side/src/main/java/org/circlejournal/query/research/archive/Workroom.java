package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for what must lie open for a moment, because DuckDB writes and reads files: in memory
 * where the system has a folder there, gone when it is closed. What a process that died has left is
 * swept by the next one.
 */
final class Workroom implements AutoCloseable {

  private static final String PREFIX = "circle-research-";
  private static final Path MEMORY = Path.of("/dev/shm");

  /** Containers have 64 MB there unless they are told otherwise. */
  private static final long LEAST = 1L << 30;

  private final Path folder;

  private Workroom(Path folder) {
    this.folder = folder;
  }

  static Workroom open() {
    try {
      Path parent = parent();
      sweep(parent);
      String name = PREFIX + ProcessHandle.current().pid() + "-";
      return new Workroom(Files.createTempDirectory(parent, name)); // for its owner only
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path parent() throws IOException {
    return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= LEAST
        ? MEMORY
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static void sweep(Path parent) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      for (Path each : all.toList()) {
        String[] parts = each.getFileName().toString().split("-", -1);
        if (each.getFileName().toString().startsWith(PREFIX)
            && parts[2].matches("[0-9]+")
            && ProcessHandle.of(Long.parseLong(parts[2])).isEmpty()) {
          delete(each);
        }
      }
    }
  }

  Path folder() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() {
    delete(folder);
  }

  /** A folder with all that is in it; nothing if it is not there. */
  static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepest = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepest) {
        Files.deleteIfExists(each);
      }
    } catch (NoSuchFileException e) {
      return; // another one was faster
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
