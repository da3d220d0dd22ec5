package org.circlejournal.query.research;

import java.util.Collection;
import org.circlejournal.query.research.ReliableChange.Better;
import org.jspecify.annotations.Nullable;

/**
 * Who did not only change reliably but also crossed into the range of a normal group (Jacobson
 * &amp; Truax 1991, Journal of Consulting and Clinical Psychology 59, 12–19).
 *
 * @param cutOff to be crossed, one of {@link CutOffs} or declared from elsewhere; a value on it is
 *     not beyond it
 */
public record ClinicalChange(ReliableChange change, double cutOff, Better better) {

  /**
   * Where the ranges of two groups part; M₀, s₀ of the clinical, M₁, s₁ of the normal one; here for
   * scales on which less is better, else with the other sign.
   *
   * @param a M₀ − 2·s₀, outside the clinical group; null without a clinical norm
   * @param b M₁ + 2·s₁, inside the normal group: of the normal group's SD, not the clinical one's
   * @param c (s₁·M₀ + s₀·M₁)/(s₀ + s₁), nearer to the normal group; null without a clinical norm
   */
  public record CutOffs(@Nullable Double a, double b, @Nullable Double c) {

    public static CutOffs of(@Nullable Norm clinical, Norm normal, Better better) {
      int sign = better == Better.LOW ? 1 : -1;
      double b = normal.mean() + sign * 2 * normal.sd();
      if (clinical == null) {
        return new CutOffs(null, b, null);
      }
      double weighted = normal.sd() * clinical.mean() + clinical.sd() * normal.mean();
      return new CutOffs(
          clinical.mean() - sign * 2 * clinical.sd(), b, weighted / (clinical.sd() + normal.sd()));
    }
  }

  /**
   * People; together all pairs.
   *
   * @param recovered reliably improved, and from the wrong side of the cut-off to the right one
   * @param improved reliably, but not across
   */
  public record Counts(int recovered, int improved, int unchanged, int worsened) {}

  public Counts count(Collection<Pair> pairs) {
    ReliableChange.Counts reliable = change.count(pairs, better);
    int recovered =
        change
            .count(
                pairs.stream().filter(p -> !beyond(p.earlier()) && beyond(p.later())).toList(),
                better)
            .improved();
    return new Counts(
        recovered, reliable.improved() - recovered, reliable.unchanged(), reliable.worsened());
  }

  private boolean beyond(double value) {
    return better == Better.LOW ? value < cutOff : value > cutOff;
  }
}
