package org.circlejournal.query.research;

/**
 * One person's score on one scale at one wave.
 *
 * @param person a pseudonym, the same at every wave
 * @param value in the unit of the scale, finite
 * @param prorated whether it rests on part of the items
 */
public record Observation(
    String person, String wave, String scale, double value, boolean prorated) {

  /**
   * @throws IllegalArgumentException for a value that is not finite
   */
  public Observation {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a score is missing by not being there");
    }
  }
}
