package org.circlejournal.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The project's files as they lie on disk, without what {@code .gitignore} leaves out. */
final class SourceTree {

  /** The folder of the root pom, looked for upwards from where the tests run. */
  static final Path ROOT = root();

  private static final List<String> IGNORED = lines(ROOT.resolve(".gitignore"));

  private SourceTree() {}

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("shared-events"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("not inside the project: " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }

  /** What lies directly in the root folder, by name. */
  static List<String> topLevel() {
    try (Stream<Path> entries = Files.list(ROOT)) {
      return entries
          .filter(entry -> !ignored(entry))
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files, in the order of their paths. */
  static List<Path> files() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return ignored(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!ignored(file)) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  static List<Path> javaFiles() {
    return files().stream().filter(file -> file.toString().endsWith(".java")).toList();
  }

  /** Production code: {@code src/main/java}. */
  static List<Path> mainFiles() {
    return javaFiles().stream().filter(file -> isBelow(file, "main")).toList();
  }

  /** Test code: {@code src/test/java}. */
  static List<Path> testFiles() {
    return javaFiles().stream().filter(file -> isBelow(file, "test")).toList();
  }

  private static boolean isBelow(Path file, String kind) {
    return name(file).contains("src/" + kind + "/java/");
  }

  /** Path from the root, with slashes. */
  static String name(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  /** The lines of a text, or none where the file is no text. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    return String.join("\n", lines(file));
  }

  /** Whether git leaves it out; of git's patterns those that our .gitignore uses. */
  private static boolean ignored(Path path) {
    Path name = path.getFileName();
    if (name == null || path.equals(ROOT)) {
      return false;
    }
    if (name.toString().equals(".git")) {
      return true;
    }
    boolean folder = Files.isDirectory(path);
    for (String pattern : IGNORED) {
      boolean atRoot = pattern.startsWith("/");
      boolean ofFolders = pattern.endsWith("/");
      String glob = pattern.substring(atRoot ? 1 : 0, pattern.length() - (ofFolders ? 1 : 0));
      if (!glob.isEmpty()
          && (!atRoot || ROOT.equals(path.getParent()))
          && (!ofFolders || folder)
          && FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(name)) {
        return true;
      }
    }
    return false;
  }
}
