package org.circlejournal.command.session;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.jspecify.annotations.Nullable;

/**
 * What one member put into the session's box. As bytes it always has the same length, so that its
 * size says nothing: arriving, leaving, and a rating for each tool, 0 where there is none.
 */
record Pulse(int arriving, int leaving, Map<Tool, Integer> ratings) {

  /** Place of each tool's rating in the bytes; never reordered, new tools at its end. */
  private static final List<Tool> PLACES =
      List.of(
          Tool.STILLNESS,
          Tool.BREATHING,
          Tool.BELIEF_CHALLENGE,
          Tool.ROLE_PLAY,
          Tool.VALUES_CONVERSATION,
          Tool.LIMIT_SETTING,
          Tool.OTHER);

  static Pulse of(int arriving, int leaving, @Nullable Map<Tool, Integer> ratings) {
    return new Pulse(arriving, leaving, ratings == null ? Map.of() : ratings);
  }

  byte[] toBytes() {
    byte[] bytes = new byte[2 + PLACES.size()];
    bytes[0] = (byte) arriving;
    bytes[1] = (byte) leaving;
    for (int i = 0; i < PLACES.size(); i++) {
      bytes[2 + i] = ratings.getOrDefault(PLACES.get(i), 0).byteValue();
    }
    return bytes;
  }

  static Pulse fromBytes(byte[] bytes) {
    Map<Tool, Integer> ratings = new EnumMap<>(Tool.class);
    // by the ballot's own length: one that was cast before a tool was added is shorter
    for (int i = 0; i < bytes.length - 2; i++) {
      if (bytes[2 + i] != 0) {
        ratings.put(PLACES.get(i), (int) bytes[2 + i]);
      }
    }
    return new Pulse(bytes[0], bytes[1], ratings);
  }

  List<Integer> pair() {
    return List.of(arriving, leaving);
  }
}
