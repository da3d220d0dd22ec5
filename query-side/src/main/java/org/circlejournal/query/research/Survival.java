package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * How many stay how long, where some are watched for longer than others: S(t) = Π(1 − dᵢ/nᵢ) over
 * the times at which somebody left (Kaplan &amp; Meier 1958, Journal of the American Statistical
 * Association 53, 457–481).
 *
 * <p>The 95% interval is S^exp(±1.96·σ/ln S) with σ² = Σd/(n(n−d)) (Greenwood 1926; on the log-log
 * scale as Kalbfleisch &amp; Prentice 1980, so that it stays within 0 and 1).
 *
 * @param people all who were watched
 * @param steps one for each time at which somebody left, in their order
 */
public record Survival(int people, List<Step> steps) {

  private static final double Z = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.025);

  public Survival {
    steps = List.copyOf(steps);
  }

  /**
   * One person.
   *
   * @param time until leaving, or until nobody watched any more; at least 0, in any unit
   * @param left whether it ended by leaving
   */
  public record Stay(double time, boolean left) {

    /**
     * @throws IllegalArgumentException for a time that is negative or not finite
     */
    public Stay {
      if (!(time >= 0 && Double.isFinite(time))) {
        throw new IllegalArgumentException("time " + time);
      }
    }
  }

  /**
   * @param time in the unit of the stays
   * @param atRisk people who were still there and watched just before
   * @param left of these, at this time
   * @param share S(t), 0 to 1
   * @param interval null once S is 0
   */
  public record Step(
      double time, int atRisk, int left, double share, @Nullable Interval interval) {}

  /** Who is watched until a time at which others leave is at risk then. */
  public static Survival of(Collection<Stay> stays) {
    TreeMap<Double, int[]> times = new TreeMap<>();
    for (Stay stay : stays) {
      int[] counts = times.computeIfAbsent(stay.time(), time -> new int[2]);
      counts[0]++;
      counts[1] += stay.left() ? 1 : 0;
    }
    List<Step> steps = new ArrayList<>();
    int atRisk = stays.size();
    double share = 1;
    double variance = 0;
    for (var each : times.entrySet()) {
      int left = each.getValue()[1];
      if (left > 0) {
        share *= (double) (atRisk - left) / atRisk;
        variance += (double) left / ((double) atRisk * (atRisk - left));
        steps.add(new Step(each.getKey(), atRisk, left, share, interval(share, variance)));
      }
      atRisk -= each.getValue()[0];
    }
    return new Survival(stays.size(), steps);
  }

  private static @Nullable Interval interval(double share, double variance) {
    if (share == 0) {
      return null;
    }
    double spread = Math.exp(Z * Math.sqrt(variance) / -Math.log(share));
    return new Interval(Math.pow(share, spread), Math.pow(share, 1 / spread));
  }
}
