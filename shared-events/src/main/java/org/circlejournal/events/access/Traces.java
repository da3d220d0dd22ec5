package org.circlejournal.events.access;

import org.jspecify.annotations.Nullable;

/** Where something failed, for a log that must hold no content: classes and lines, no messages. */
public final class Traces {

  private static final int FRAMES = 12;

  private Traces() {}

  public static String of(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
      text.append(text.length() == 0 ? "" : "\n caused by ").append(t.getClass().getName());
      StackTraceElement[] frames = t.getStackTrace();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        text.append("\n  at ").append(frames[i]);
      }
    }
    return text.toString();
  }
}
