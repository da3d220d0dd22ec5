package org.circlejournal.query.research.analyses;

import static org.circlejournal.query.research.analyses.Steps.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.statistics.distribution.TDistribution;
import org.circlejournal.query.research.Pair;
import org.circlejournal.query.research.RandomEffects;
import org.circlejournal.query.research.RandomEffects.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * An estimate of each circle, and then all of them taken together with random effects: three
 * circles of eight people are three, not twenty-four. Rows are circles, then {@code pooled} with
 * the interval of Hartung and Knapp, then {@code new-circle}, where another one would lie.
 */
final class OverCircles {

  private static final List<String> COLUMNS =
      List.of("what", "circle", "n", "effect", "low", "high", "tau2", "i2", "p_heterogeneity");

  /** Fewer people give no slope with an error of its own. */
  private static final int LEAST_PEOPLE = 4;

  private OverCircles() {}

  /** One circle's; variance of the error of its effect. */
  private record Own(@Nullable Object circle, int n, int df, double effect, double variance) {}

  /** Of {@code circle, n, effect, variance}; rows without a variance above 0 do not count. */
  static Table effects(Table selected) {
    return Steps.grouped(
        selected,
        Set.of("circle", "n", "effect", "variance"),
        COLUMNS,
        group -> {
          List<@Nullable Object> circles = group.column("circle");
          List<Double> n = group.numbers("n");
          List<Double> effects = group.numbers("effect");
          List<Double> variances = group.numbers("variance");
          List<Own> own = new ArrayList<>();
          for (int i = 0; i < circles.size(); i++) {
            if (variances.get(i) > 0 && n.get(i) >= 2 && !effects.get(i).isNaN()) {
              int people = n.get(i).intValue();
              own.add(
                  new Own(circles.get(i), people, people - 1, effects.get(i), variances.get(i)));
            }
          }
          return together(own);
        });
  }

  /** Of {@code circle, x, y}, a row for each person: the slope of y on x within each circle. */
  static Table slopes(Table selected) {
    return Steps.grouped(
        selected,
        Set.of("circle", "person", "x", "y"),
        COLUMNS,
        group -> {
          List<Own> own = new ArrayList<>();
          for (Map.Entry<List<@Nullable Object>, Table> circle :
              group.by(List.of("circle")).entrySet()) {
            Own slope = slope(circle.getKey().get(0), Steps.pairs(circle.getValue(), "x", "y"));
            if (slope != null) {
              own.add(slope);
            }
          }
          return together(own);
        });
  }

  /** By least squares; null where it has no error, because x or the distances have no spread. */
  private static @Nullable Own slope(@Nullable Object circle, List<Pair> people) {
    int n = people.size();
    if (n < LEAST_PEOPLE) {
      return null;
    }
    double x = people.stream().mapToDouble(Pair::earlier).sorted().sum() / n;
    double y = people.stream().mapToDouble(Pair::later).sorted().sum() / n;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (Pair one : people) {
      xx += (one.earlier() - x) * (one.earlier() - x);
      xy += (one.earlier() - x) * (one.later() - y);
      yy += (one.later() - y) * (one.later() - y);
    }
    if (xx <= 0) {
      return null;
    }
    double rest = (yy - xy * xy / xx) / (n - 2);
    return rest <= 1e-12 * yy ? null : new Own(circle, n, n - 2, xy / xx, rest / xx);
  }

  private static List<List<@Nullable Object>> together(List<Own> circles) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Own own : circles) {
      double half =
          TDistribution.of(own.df()).inverseSurvivalProbability(0.025) * Math.sqrt(own.variance());
      double effect = own.effect();
      rows.add(
          row(
              "circle",
              own.circle(),
              own.n(),
              effect,
              effect - half,
              effect + half,
              null,
              null,
              null));
    }
    if (circles.size() < 2) {
      return rows;
    }
    RandomEffects all =
        RandomEffects.of(
            circles.stream().map(own -> new Estimate(own.effect(), own.variance())).toList());
    int people = circles.stream().mapToInt(Own::n).sum();
    double mean = all.reml().mean();
    rows.add(
        row(
            "pooled",
            null,
            people,
            mean,
            all.hartungKnapp().low(),
            all.hartungKnapp().high(),
            all.reml().tau2(),
            all.i2(),
            all.pHeterogeneity()));
    if (all.prediction() != null) {
      rows.add(
          row(
              "new-circle",
              null,
              null,
              mean,
              all.prediction().low(),
              all.prediction().high(),
              null,
              null,
              null));
    }
    return rows;
  }
}
