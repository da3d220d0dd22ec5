package org.circlejournal.query.research;

/**
 * Mean and SD of a reference group, never of the group at hand.
 *
 * @param sd above 0, in the unit of the mean
 */
public record Norm(double mean, double sd) {

  /**
   * @throws IllegalArgumentException for a mean that is not finite or an SD that is not positive
   */
  public Norm {
    if (!(Double.isFinite(mean) && sd > 0 && Double.isFinite(sd))) {
      throw new IllegalArgumentException("mean " + mean + ", sd " + sd);
    }
  }
}
