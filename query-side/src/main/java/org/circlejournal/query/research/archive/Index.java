package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/**
 * What is in an archive's folder; it names nobody.
 *
 * @param position how far the journal is in it
 * @param form of the tables; another form is written anew
 * @param epoch of the key that wraps this archive's own
 * @param wrapped its own key
 * @param whole whether nobody was left out for a request that was not journaled yet
 */
record Index(long position, int form, int epoch, String wrapped, boolean whole, List<Part> parts) {

  private static final String FILE = "index.json";

  /**
   * @param after the position before the first event that may be in it
   * @param upTo the last
   */
  record Part(String table, String file, long after, long upTo, long rows) {}

  static @Nullable Index read(Path folder) throws IOException {
    try {
      return Json.mapper().readValue(Files.readAllBytes(folder.resolve(FILE)), Index.class);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  void write(Path folder) throws IOException {
    Path draft = folder.resolve(FILE + ".draft");
    Files.write(draft, Json.mapper().writeValueAsBytes(this));
    Files.move(draft, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }
}
