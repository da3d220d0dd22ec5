package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.circlejournal.query.research.AnalysisPlan.PlannedContrast;
import org.circlejournal.query.research.AnalysisPlan.PlannedScale;
import org.circlejournal.query.research.Caution.Code;
import org.circlejournal.query.research.RandomEffects.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * Several circles together: how much people of one circle are alike, and how circles changed, each
 * as one estimate. For whoever may see micro-data: nothing in it is rounded or withheld.
 *
 * @param people over all circles; an id means another person in each
 * @param cautions those about all first, then scale by scale
 */
public record CirclesReport(
    AnalysisPlan plan, int circles, int people, List<ScaleReport> scales, List<Caution> cautions) {

  /** With fewer, how much circles differ is hardly known. */
  private static final int FEW_CIRCLES = 5;

  public CirclesReport {
    scales = List.copyOf(scales);
    cautions = List.copyOf(cautions);
  }

  public record ScaleReport(String scale, List<Level> levels, List<Contrast> contrasts) {}

  /**
   * @param circles with somebody who has a score at the wave
   * @param likeness null for fewer than two circles, no circle of two, or no difference in any
   */
  public record Level(
      String wave, int circles, int people, @Nullable IntraclassCorrelation likeness) {}

  /**
   * @param circles those with a pair, in the order of their names
   * @param pooled of those with a variance; null for fewer than two
   */
  public record Contrast(
      String from,
      String to,
      boolean declared,
      List<Change> circles,
      @Nullable RandomEffects pooled) {}

  /**
   * Of one circle's people with a score at both waves.
   *
   * @param interval 95% t interval; null for one pair
   */
  public record Change(
      String circle, int n, double mean, @Nullable Double sd, @Nullable Interval interval) {

    boolean hasVariance() {
      return sd != null && sd > 0;
    }
  }

  /**
   * @param circles observations by circle; waves and scales that are not in the plan are passed
   *     over
   * @throws IllegalArgumentException for fewer than two circles, or two scores of one person on one
   *     scale at one wave
   */
  public static CirclesReport of(AnalysisPlan plan, SortedMap<String, List<Observation>> circles) {
    if (circles.size() < 2) {
      throw new IllegalArgumentException("one circle cannot be compared");
    }
    Map<String, SortedMap<String, Map<String, double[]>>> scores = scores(plan, circles);
    List<Caution> cautions = new ArrayList<>();
    cautions.add(
        new Caution(
            Code.NO_COMPARISON_GROUP,
            null,
            null,
            "There is no comparison group: a change is not shown to come from the programme."));
    if (plan.family() == 0) {
      cautions.add(
          new Caution(
              Code.NOTHING_DECLARED,
              null,
              null,
              "No contrast was declared before the data were seen: everything here is"
                  + " exploratory."));
    }
    List<ScaleReport> scales = new ArrayList<>();
    for (PlannedScale scale : plan.scales()) {
      scales.add(scale(plan, scale.id(), Objects.requireNonNull(scores.get(scale.id())), cautions));
    }
    int people =
        circles.values().stream()
            .mapToInt(own -> (int) own.stream().map(Observation::person).distinct().count())
            .sum();
    return new CirclesReport(plan, circles.size(), people, scales, cautions);
  }

  /** By scale, circle and person: a value for each wave, NaN where it is missing. */
  private static Map<String, SortedMap<String, Map<String, double[]>>> scores(
      AnalysisPlan plan, SortedMap<String, List<Observation>> circles) {
    Map<String, SortedMap<String, Map<String, double[]>>> scores = new HashMap<>();
    for (PlannedScale scale : plan.scales()) {
      scores.put(scale.id(), new TreeMap<>());
    }
    circles.forEach(
        (circle, own) -> {
          for (Observation o : own) {
            int wave = plan.waves().indexOf(o.wave());
            var ofScale = scores.get(o.scale());
            if (wave >= 0 && ofScale != null) {
              double[] row =
                  ofScale
                      .computeIfAbsent(circle, c -> new TreeMap<>())
                      .computeIfAbsent(o.person(), p -> Rows.missing(plan.waves().size()));
              if (!Double.isNaN(row[wave])) {
                throw new IllegalArgumentException(
                    "two scores of one person: " + o.scale() + ", " + o.wave());
              }
              row[wave] = o.value();
            }
          }
        });
    return scores;
  }

  private static ScaleReport scale(
      AnalysisPlan plan,
      String scale,
      SortedMap<String, Map<String, double[]>> circles,
      List<Caution> cautions) {
    List<Level> levels = new ArrayList<>();
    for (int wave = 0; wave < plan.waves().size(); wave++) {
      levels.add(level(plan.waves().get(wave), wave, circles));
    }
    List<Contrast> contrasts = new ArrayList<>();
    for (PlannedContrast planned : plan.contrasts()) {
      Contrast contrast = contrast(plan, planned, circles);
      contrasts.add(contrast);
      caution(scale, contrast, cautions);
    }
    return new ScaleReport(scale, levels, contrasts);
  }

  private static Level level(
      String wave, int at, SortedMap<String, Map<String, double[]>> circles) {
    List<List<Double>> values = new ArrayList<>();
    for (Map<String, double[]> people : circles.values()) {
      List<Double> own =
          people.values().stream().map(row -> row[at]).filter(value -> !value.isNaN()).toList();
      if (!own.isEmpty()) {
        values.add(own);
      }
    }
    boolean differ = values.stream().anyMatch(own -> own.stream().distinct().count() > 1);
    return new Level(
        wave,
        values.size(),
        values.stream().mapToInt(List::size).sum(),
        values.size() >= 2 && differ ? IntraclassCorrelation.of(values) : null);
  }

  private static Contrast contrast(
      AnalysisPlan plan,
      PlannedContrast planned,
      SortedMap<String, Map<String, double[]>> circles) {
    int from = plan.waves().indexOf(planned.from());
    int to = plan.waves().indexOf(planned.to());
    List<Change> changes = new ArrayList<>();
    circles.forEach(
        (circle, people) -> {
          List<Double> differences =
              people.values().stream()
                  .filter(row -> !Double.isNaN(row[from]) && !Double.isNaN(row[to]))
                  .map(row -> PairedChange.difference(new Pair(row[from], row[to])))
                  .toList();
          if (!differences.isEmpty()) {
            Sample sample = Sample.of(differences);
            changes.add(
                new Change(circle, sample.n(), sample.mean(), sample.sd(), sample.interval()));
          }
        });
    List<Estimate> estimates = new ArrayList<>();
    for (Change change : changes) {
      Double sd = change.sd();
      if (sd != null && change.hasVariance()) {
        estimates.add(new Estimate(change.mean(), sd * sd / change.n()));
      }
    }
    return new Contrast(
        planned.from(),
        planned.to(),
        planned.declared(),
        changes,
        estimates.size() < 2 ? null : RandomEffects.of(estimates));
  }

  private static void caution(String scale, Contrast contrast, List<Caution> cautions) {
    String name = contrast.from() + "-" + contrast.to();
    if (!contrast.declared()) {
      cautions.add(
          new Caution(
              Code.UNDECLARED_CONTRAST,
              scale,
              name,
              "This contrast was not declared before the data were seen: it confirms nothing."));
    }
    long with = contrast.circles().stream().filter(Change::hasVariance).count();
    long without = contrast.circles().size() - with;
    if (without > 0) {
      cautions.add(
          new Caution(
              Code.CIRCLES_LEFT_OUT,
              scale,
              name,
              without
                  + " of "
                  + contrast.circles().size()
                  + " circles have one pair, or people who all changed alike: how much they err is"
                  + " not known, and they are not in the pooled change."));
    }
    if (with < FEW_CIRCLES) {
      cautions.add(
          new Caution(
              Code.FEW_CIRCLES,
              scale,
              name,
              "There are "
                  + with
                  + " circles to pool, whatever the number of people in them: how much circles"
                  + " differ is hardly known."));
    }
  }
}
