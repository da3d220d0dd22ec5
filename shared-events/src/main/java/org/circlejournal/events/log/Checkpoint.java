package org.circlejournal.events.log;

import java.util.List;

/**
 * A tree's size and root under the name of its log, as C2SP's tlog-checkpoint writes them.
 *
 * @param origin names the log; a log that was begun again has another
 */
public record Checkpoint(String origin, long size, Hash root) {

  /** The text that is signed, with its last newline. */
  public String text() {
    return origin + "\n" + size + "\n" + root.base64() + "\n";
  }

  /**
   * @param text of a note whose signature has been verified
   * @throws NotProven if it is no checkpoint
   */
  public static Checkpoint parse(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    if (lines.size() < 4 || !lines.get(lines.size() - 1).isEmpty()) {
      throw new NotProven("the checkpoint has fewer than three lines");
    }
    for (String line : lines.subList(0, lines.size() - 1)) {
      if (line.isEmpty()) {
        throw new NotProven("the checkpoint has an empty line");
      }
    }
    return new Checkpoint(
        lines.get(0),
        Text64.number(lines.get(1), "the checkpoint's size"),
        Hash.parse(lines.get(2), "the checkpoint's root"));
  }
}
