package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.query.research.AnalysisPlan.Omnibus;
import org.circlejournal.query.research.AnalysisPlan.PlannedContrast;
import org.circlejournal.query.research.AnalysisPlan.PlannedProfiles;
import org.circlejournal.query.research.AnalysisPlan.PlannedScale;
import org.circlejournal.query.research.AnalysisPlan.Reference;
import org.circlejournal.query.research.ClinicalChange.CutOffs;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was planned about one group, and what may not be concluded from it. For whoever
 * may see micro-data: nothing in it is rounded or withheld.
 *
 * @param people with a score on any scale at any wave
 * @param family how many tests Holm's adjustment is over: declared contrasts times scales
 * @param profiles people by profile, for each wave; empty if none are defined
 * @param cautions those about all first, then scale by scale
 */
public record GroupReport(
    AnalysisPlan plan,
    int people,
    int family,
    List<ScaleReport> scales,
    Map<String, Map<String, Integer>> profiles,
    List<Caution> cautions) {

  public GroupReport {
    scales = List.copyOf(scales);
    cautions = List.copyOf(cautions);
  }

  /**
   * @param attrition of this scale; null if it has no score at all
   * @param friedman null unless planned and somebody is complete
   * @param mixedModel null unless planned and the data tell both variances
   */
  public record ScaleReport(
      String scale,
      List<Level> levels,
      @Nullable Attrition attrition,
      List<Contrast> contrasts,
      @Nullable Friedman friedman,
      @Nullable MixedModel mixedModel) {}

  /**
   * @param sample of all who have a score at the wave; null for nobody
   * @param prorated how many of them have one that rests on part of the items
   */
  public record Level(String wave, @Nullable Sample sample, int prorated) {}

  /**
   * Of all who have a score at both waves.
   *
   * @param change null if there is nobody
   * @param test the planned signed-rank test; null with change
   * @param rankBiserial of that test; null with change
   * @param holmP p of that test, adjusted over the family; null if the contrast was not declared,
   *     or with change
   * @param bootstrap of the mean change; null for fewer than two people
   * @param reliable people by reliable change; null without a reference, or with change
   * @param cutOffs null without a reference
   * @param clinical people by clinically significant change, over cut-off c, or b where there is no
   *     c; null with reliable
   */
  public record Contrast(
      String from,
      String to,
      boolean declared,
      int n,
      @Nullable PairedChange change,
      @Nullable SignedRank test,
      @Nullable Double rankBiserial,
      @Nullable Double holmP,
      @Nullable Bootstrap bootstrap,
      ReliableChange.@Nullable Counts reliable,
      @Nullable CutOffs cutOffs,
      ClinicalChange.@Nullable Counts clinical) {

    private Contrast with(double adjusted) {
      return new Contrast(
          from,
          to,
          declared,
          n,
          change,
          test,
          rankBiserial,
          adjusted,
          bootstrap,
          reliable,
          cutOffs,
          clinical);
    }
  }

  /**
   * @param observations whose order does not matter; waves and scales that are not in the plan are
   *     passed over
   * @throws IllegalArgumentException for two scores of one person on one scale at one wave
   */
  public static GroupReport of(AnalysisPlan plan, Collection<Observation> observations) {
    List<Observation> planned =
        observations.stream()
            .filter(o -> plan.waves().contains(o.wave()))
            .filter(o -> plan.scales().stream().anyMatch(s -> s.id().equals(o.scale())))
            .toList();
    List<ScaleReport> scales = new ArrayList<>();
    for (PlannedScale scale : plan.scales()) {
      scales.add(
          scale(plan, scale, planned.stream().filter(o -> o.scale().equals(scale.id())).toList()));
    }
    List<ScaleReport> adjusted = adjusted(scales, plan.family());
    Map<String, Map<String, Integer>> profiles = profiles(plan, planned);
    return new GroupReport(
        plan,
        (int) planned.stream().map(Observation::person).distinct().count(),
        plan.family(),
        adjusted,
        profiles,
        Cautions.of(plan, adjusted, profiles));
  }

  private static ScaleReport scale(
      AnalysisPlan plan, PlannedScale scale, List<Observation> observations) {
    Map<String, double[]> people = new TreeMap<>();
    int[] prorated = new int[plan.waves().size()];
    for (Observation o : observations) {
      int wave = plan.waves().indexOf(o.wave());
      double[] row =
          people.computeIfAbsent(o.person(), person -> Rows.missing(plan.waves().size()));
      if (!Double.isNaN(row[wave])) {
        throw new IllegalArgumentException(
            "two scores of one person: " + o.scale() + ", " + o.wave());
      }
      row[wave] = o.value();
      prorated[wave] += o.prorated() ? 1 : 0;
    }
    Collection<double[]> rows = people.values();
    List<Level> levels = new ArrayList<>();
    for (int wave = 0; wave < prorated.length; wave++) {
      int at = wave;
      List<Double> values =
          rows.stream().map(row -> row[at]).filter(value -> !value.isNaN()).toList();
      levels.add(
          new Level(
              plan.waves().get(wave), values.isEmpty() ? null : Sample.of(values), prorated[wave]));
    }
    List<double[]> complete = rows.stream().filter(Rows::isComplete).toList();
    boolean friedman = plan.omnibus() == Omnibus.FRIEDMAN && !complete.isEmpty();
    boolean model = plan.omnibus() == Omnibus.MIXED_MODEL && !rows.isEmpty();
    return new ScaleReport(
        scale.id(),
        levels,
        rows.isEmpty() ? null : Attrition.of(rows),
        plan.contrasts().stream().map(c -> contrast(plan, scale, c, rows)).toList(),
        friedman ? Friedman.of(complete) : null,
        model ? MixedModel.fit(rows).orElse(null) : null);
  }

  private static Contrast contrast(
      AnalysisPlan plan, PlannedScale scale, PlannedContrast planned, Collection<double[]> rows) {
    int from = plan.waves().indexOf(planned.from());
    int to = plan.waves().indexOf(planned.to());
    List<Pair> pairs =
        rows.stream()
            .filter(row -> !Double.isNaN(row[from]) && !Double.isNaN(row[to]))
            .map(row -> new Pair(row[from], row[to]))
            .toList();
    Reference reference = scale.reference();
    CutOffs cutOffs =
        reference == null
            ? null
            : CutOffs.of(reference.clinical(), reference.normal(), scale.better());
    if (pairs.isEmpty()) {
      return new Contrast(
          planned.from(),
          planned.to(),
          planned.declared(),
          0,
          null,
          null,
          null,
          null,
          null,
          null,
          cutOffs,
          null);
    }
    List<Double> differences = pairs.stream().map(PairedChange::difference).toList();
    SignedRank test =
        SignedRank.of(differences.stream().mapToDouble(d -> d).toArray(), plan.zeros());
    ReliableChange.Counts reliable = null;
    ClinicalChange.Counts clinical = null;
    if (reference != null && cutOffs != null) {
      ReliableChange change = new ReliableChange(reference.normal().sd(), reference.reliability());
      reliable = change.count(pairs, scale.better());
      double cutOff = cutOffs.c() == null ? cutOffs.b() : cutOffs.c();
      clinical = new ClinicalChange(change, cutOff, scale.better()).count(pairs);
    }
    return new Contrast(
        planned.from(),
        planned.to(),
        planned.declared(),
        pairs.size(),
        PairedChange.of(pairs),
        test,
        test.rankBiserial(),
        null,
        pairs.size() < 2 ? null : Bootstrap.of(differences, plan.seed()),
        reliable,
        cutOffs,
        clinical);
  }

  /** A declared test that nobody's data allow stays in the family, as one that found nothing. */
  private static List<ScaleReport> adjusted(List<ScaleReport> scales, int family) {
    List<Double> p = new ArrayList<>();
    for (ScaleReport scale : scales) {
      for (Contrast contrast : scale.contrasts()) {
        if (contrast.declared()) {
          p.add(contrast.test() == null ? 1 : contrast.test().p());
        }
      }
    }
    List<Double> adjusted = Holm.adjusted(p);
    if (adjusted.size() != family) {
      throw new IllegalStateException(adjusted.size() + " tests (expected: " + family + ")");
    }
    int next = 0;
    List<ScaleReport> reports = new ArrayList<>();
    for (ScaleReport scale : scales) {
      List<Contrast> contrasts = new ArrayList<>();
      for (Contrast contrast : scale.contrasts()) {
        if (contrast.declared()) {
          double holm = adjusted.get(next++);
          contrasts.add(contrast.test() == null ? contrast : contrast.with(holm));
        } else {
          contrasts.add(contrast);
        }
      }
      reports.add(
          new ScaleReport(
              scale.scale(),
              scale.levels(),
              scale.attrition(),
              contrasts,
              scale.friedman(),
              scale.mixedModel()));
    }
    return reports;
  }

  private static Map<String, Map<String, Integer>> profiles(
      AnalysisPlan plan, List<Observation> observations) {
    PlannedProfiles planned = plan.profiles();
    Map<String, Map<String, Integer>> profiles = new TreeMap<>();
    if (planned != null) {
      for (String wave : plan.waves()) {
        Map<String, Map<String, Double>> people = new HashMap<>();
        for (Observation o : observations) {
          if (o.wave().equals(wave)) {
            people.computeIfAbsent(o.person(), person -> new HashMap<>()).put(o.scale(), o.value());
          }
        }
        profiles.put(wave, planned.definition().count(people.values()));
      }
    }
    return profiles;
  }
}
