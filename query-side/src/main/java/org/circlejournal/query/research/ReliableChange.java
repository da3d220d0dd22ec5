package org.circlejournal.query.research;

import java.util.Collection;

/**
 * Whether a person changed by more than the measure errs (Jacobson &amp; Truax 1991, Journal of
 * Consulting and Clinical Psychology 59, 12–19).
 *
 * @param sd of a reference group, never of the group at hand, in the unit of the values
 * @param reliability of the scale, at least 0 and below 1
 */
public record ReliableChange(double sd, double reliability) {

  private static final double CRITICAL = 1.96;

  /**
   * @throws IllegalArgumentException for an SD that is not positive or a reliability out of range
   */
  public ReliableChange {
    if (!(sd > 0 && Double.isFinite(sd) && reliability >= 0 && reliability < 1)) {
      throw new IllegalArgumentException("sd " + sd + ", reliability " + reliability);
    }
  }

  /** SE = s·√(1−r). */
  public double standardError() {
    return sd * Math.sqrt(1 - reliability);
  }

  /** S_diff = √2·SE, in one root. */
  public double sDiff() {
    return sd * Math.sqrt(2 * (1 - reliability));
  }

  /** RC = (later − earlier)/S_diff; reliable beyond ±1.96. */
  public double rc(Pair pair) {
    return PairedChange.difference(pair) / sDiff();
  }

  /**
   * @param better which end of the scale is welcome
   */
  public Counts count(Collection<Pair> pairs, Better better) {
    int higher = 0;
    int lower = 0;
    for (Pair pair : pairs) {
      double rc = rc(pair);
      if (rc > CRITICAL) {
        higher++;
      } else if (rc < -CRITICAL) {
        lower++;
      }
    }
    int unchanged = pairs.size() - higher - lower;
    return better == Better.HIGH
        ? new Counts(higher, unchanged, lower)
        : new Counts(lower, unchanged, higher);
  }

  /** Which end of a scale is the welcome one. */
  public enum Better {
    LOW,
    HIGH
  }

  /** People; together all pairs. */
  public record Counts(int improved, int unchanged, int worsened) {}
}
