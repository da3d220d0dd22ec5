package org.circlejournal.query.research.analyses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.circlejournal.query.research.Interval;
import org.circlejournal.query.research.Pair;
import org.circlejournal.query.research.PairedChange;
import org.circlejournal.query.research.RankCorrelation;
import org.circlejournal.query.research.Sample;
import org.circlejournal.query.research.Survival;
import org.jspecify.annotations.Nullable;

/**
 * What comes after an analysis' SQL: statistics that SQL does not have. A step knows some columns
 * of what was selected by their names; by all others the rows are grouped, and the groups stay
 * apart and keep their order.
 */
public final class Steps {

  /** From the rows that were selected to the rows of the answer; pure. */
  @FunctionalInterface
  public interface Step {

    /**
     * @param parameters of the analysis, by name
     * @throws IllegalArgumentException if a column is missing that the step needs
     */
    Table of(Table selected, Map<String, ?> parameters);
  }

  /** By the name that stands in an analysis' head. */
  public static final Map<String, Step> ALL =
      Map.of(
          "means", (selected, parameters) -> means(selected),
          "paired", (selected, parameters) -> paired(selected),
          "rank-correlation", (selected, parameters) -> correlation(selected),
          "survival", (selected, parameters) -> survival(selected),
          "random-effects", (selected, parameters) -> OverCircles.effects(selected),
          "slopes", (selected, parameters) -> OverCircles.slopes(selected),
          "profiles", ProfileSteps::between,
          "circle-report", CircleReportSteps::reports);

  private Steps() {}

  /**
   * Of {@code value} over circles, each counting once: how many have one, for how many it is null,
   * mean and 95% t interval.
   */
  private static Table means(Table selected) {
    return grouped(
        selected,
        Set.of("circle", "value"),
        List.of("circles", "withheld", "mean", "low", "high"),
        group -> {
          List<Double> values = group.numbers("value").stream().filter(v -> !v.isNaN()).toList();
          int withheld = group.rows().size() - values.size();
          if (values.isEmpty()) {
            return List.of(row(0, withheld, null, null, null));
          }
          Sample sample = Sample.of(values);
          Interval interval = sample.interval();
          return List.of(row(sample.n(), withheld, sample.mean(), low(interval), high(interval)));
        });
  }

  /** Of {@code before} and {@code after}, a pair for each circle. */
  private static Table paired(Table selected) {
    return grouped(
        selected,
        Set.of("circle", "before", "after"),
        List.of("circles", "before", "after", "change", "low", "high", "p", "dz"),
        group -> {
          List<Pair> pairs = pairs(group, "before", "after");
          if (pairs.isEmpty()) {
            return List.of(row(0, null, null, null, null, null, null, null));
          }
          PairedChange change = PairedChange.of(pairs);
          return List.of(
              row(
                  change.n(),
                  Sample.of(pairs.stream().map(Pair::earlier).toList()).mean(),
                  Sample.of(pairs.stream().map(Pair::later).toList()).mean(),
                  change.mean(),
                  low(change.interval()),
                  high(change.interval()),
                  change.signedRank().p(),
                  change.dz()));
        });
  }

  /** Of {@code x} and {@code y}, a pair for each circle. */
  private static Table correlation(Table selected) {
    return grouped(
        selected,
        Set.of("circle", "x", "y"),
        List.of("circles", "rho", "low", "high"),
        group -> {
          RankCorrelation found = RankCorrelation.of(pairs(group, "x", "y"));
          return List.of(
              row(found.n(), found.rho(), low(found.interval()), high(found.interval())));
        });
  }

  /** Of {@code days} and whether it ended by leaving, {@code gone}, a row for each member. */
  private static Table survival(Table selected) {
    return grouped(
        selected,
        Set.of("circle", "days", "gone"),
        List.of("day", "at_risk", "left", "share", "low", "high"),
        group -> {
          List<@Nullable Object> gone = group.column("gone");
          List<Double> days = group.numbers("days");
          List<Survival.Stay> stays = new ArrayList<>();
          for (int i = 0; i < days.size(); i++) {
            stays.add(new Survival.Stay(days.get(i), Boolean.TRUE.equals(gone.get(i))));
          }
          List<List<@Nullable Object>> rows = new ArrayList<>();
          rows.add(row(0, stays.size(), 0, 1.0, null, null));
          for (Survival.Step step : Survival.of(stays).steps()) {
            rows.add(
                row(
                    (int) step.time(),
                    step.atRisk(),
                    step.left(),
                    step.share(),
                    low(step.interval()),
                    high(step.interval())));
          }
          return rows;
        });
  }

  // --- tables ---------------------------------------------------------------------------------

  /** The step's own columns behind those by which the rows are grouped. */
  static Table grouped(
      Table selected,
      Set<String> known,
      List<String> columns,
      Function<Table, List<List<@Nullable Object>>> step) {
    List<String> by = selected.columns().stream().filter(name -> !known.contains(name)).toList();
    List<String> all = new ArrayList<>(by);
    all.addAll(columns);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    selected
        .by(by)
        .forEach(
            (key, group) -> {
              for (List<@Nullable Object> own : step.apply(group)) {
                List<@Nullable Object> row = new ArrayList<>(key);
                row.addAll(own);
                rows.add(row);
              }
            });
    return new Table(all, rows);
  }

  static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }

  /** Without those of which one is missing. */
  static List<Pair> pairs(Table table, String first, String second) {
    List<Double> x = table.numbers(first);
    List<Double> y = table.numbers(second);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      if (!x.get(i).isNaN() && !y.get(i).isNaN()) {
        pairs.add(new Pair(x.get(i), y.get(i)));
      }
    }
    return pairs;
  }

  static @Nullable Double low(@Nullable Interval interval) {
    return interval == null ? null : (Double) interval.low();
  }

  static @Nullable Double high(@Nullable Interval interval) {
    return interval == null ? null : (Double) interval.high();
  }
}
