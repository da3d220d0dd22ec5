package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder for what must lie open for a moment, because DuckDB writes and reads files: in memory
 * where the system has a folder there, gone when it is closed. Its door, a file beside it, is
 * locked for as long: what a process that died has left is told by its open door, and swept.
 */
public final class Workroom implements AutoCloseable {

  private static final String PREFIX = "circle-research-";
  private static final String DOOR = ".door";
  private static final Path MEMORY = Path.of("/dev/shm");

  /** Containers have 64 MB there unless they are told otherwise. */
  private static final long LEAST = 1L << 30;

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path folder;
  private final FileChannel door;

  private Workroom(Path folder, FileChannel door) {
    this.folder = folder;
    this.door = door;
  }

  public static Workroom open() {
    sweep();
    try {
      Path parent = parent();
      for (; ; ) {
        Path door = Files.createTempFile(parent, PREFIX, DOOR); // for its owner only
        FileChannel locked = locked(door);
        if (locked != null && Files.exists(door)) { // else a sweeper was faster
          Path folder = roomOf(door);
          Files.createDirectory(folder, OWNER_ONLY);
          return new Workroom(folder, locked);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path parent() throws IOException {
    return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= LEAST
        ? MEMORY
        : temporary();
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Null if somebody is in. */
  private static @Nullable FileChannel locked(Path door) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(door, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null;
    }
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close(); // somebody of this very process
      return null;
    }
    channel.close();
    return null;
  }

  private static Path roomOf(Path door) {
    return door.resolveSibling(door.getFileName().toString().replace(DOOR, ""));
  }

  /** Deletes what processes have left that died. */
  static void sweep() {
    for (Path parent : Set.of(MEMORY, temporary())) {
      if (Files.isWritable(parent)) {
        doors(parent).forEach(Workroom::sweep);
      }
    }
  }

  private static List<Path> doors(Path parent) {
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(each -> each.getFileName().toString().startsWith(PREFIX))
          .filter(each -> each.getFileName().toString().endsWith(DOOR))
          .filter(Files::isWritable)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sweep(Path door) {
    try (FileChannel locked = locked(door)) {
      if (locked != null) {
        delete(roomOf(door));
        Files.deleteIfExists(door);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() {
    delete(folder);
    try {
      Files.deleteIfExists(doorOf(folder));
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path doorOf(Path folder) {
    return folder.resolveSibling(folder.getFileName() + DOOR);
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
