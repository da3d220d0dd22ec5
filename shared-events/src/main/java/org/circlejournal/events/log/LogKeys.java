package org.circlejournal.events.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * All keys of a log as one text: the first one's vkey, then every hand-over to a next one, with
 * lines of {@code ===} between. Who trusts the first one can trust the others.
 */
public final class LogKeys {

  private static final String BETWEEN = "===\n";

  private LogKeys() {}

  public static String written(String first, List<String> handOvers) {
    StringBuilder written = new StringBuilder(first).append('\n');
    handOvers.forEach(note -> written.append(BETWEEN).append(note));
    return written.toString();
  }

  /**
   * @throws NotProven if one of them is no key, or not handed over by one before it
   */
  public static List<NoteKey> parse(String text) {
    List<NoteKey> keys = new ArrayList<>();
    for (String part : text.split("(?m)^" + BETWEEN, -1)) {
      keys.add(
          keys.isEmpty()
              ? NoteKey.parse(part.strip())
              : LogKey.requireHandedOver(Note.parse(part.getBytes(StandardCharsets.UTF_8)), keys));
    }
    return keys;
  }
}
