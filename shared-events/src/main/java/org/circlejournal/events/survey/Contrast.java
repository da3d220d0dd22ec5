package org.circlejournal.events.survey;

import java.util.Optional;

/** A change from one wave of the year to a later one; written {@code baseline-follow-up}. */
public record Contrast(Wave earlier, Wave later) {

  /** Reads the written form; empty unless it names two waves of a year, the earlier one first. */
  public static Optional<Contrast> parse(String text) {
    for (int dash = text.indexOf('-'); dash >= 0; dash = text.indexOf('-', dash + 1)) {
      Wave earlier = new Wave(text.substring(0, dash));
      Wave later = new Wave(text.substring(dash + 1));
      if (earlier.wellFormed() && later.wellFormed() && earlier.place() < later.place()) {
        return Optional.of(new Contrast(earlier, later));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return earlier + "-" + later;
  }
}
