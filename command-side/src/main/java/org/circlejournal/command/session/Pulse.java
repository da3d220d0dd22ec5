package org.circlejournal.command.session;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.jspecify.annotations.Nullable;

/**
 * What one member put into the session's box. As bytes it always has the same length, so that its
 * size says nothing: arriving, leaving, and a rating for each tool in the order of {@link Tool}, 0
 * where there is none. New tools are added at that enumeration's end.
 */
record Pulse(int arriving, int leaving, Map<Tool, Integer> ratings) {

  private static final Tool[] TOOLS = Tool.values();

  static Pulse of(int arriving, int leaving, @Nullable Map<Tool, Integer> ratings) {
    return new Pulse(arriving, leaving, ratings == null ? Map.of() : ratings);
  }

  byte[] toBytes() {
    byte[] bytes = new byte[2 + TOOLS.length];
    bytes[0] = (byte) arriving;
    bytes[1] = (byte) leaving;
    ratings.forEach((tool, rating) -> bytes[2 + tool.ordinal()] = rating.byteValue());
    return bytes;
  }

  static Pulse fromBytes(byte[] bytes) {
    Map<Tool, Integer> ratings = new EnumMap<>(Tool.class);
    for (Tool tool : TOOLS) {
      // a ballot cast before a tool was added is shorter
      int place = 2 + tool.ordinal();
      if (place < bytes.length && bytes[place] != 0) {
        ratings.put(tool, (int) bytes[place]);
      }
    }
    return new Pulse(bytes[0], bytes[1], ratings);
  }

  List<Integer> pair() {
    return List.of(arriving, leaving);
  }
}
