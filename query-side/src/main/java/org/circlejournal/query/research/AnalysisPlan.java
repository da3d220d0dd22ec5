package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.circlejournal.query.research.ReliableChange.Better;
import org.circlejournal.query.research.SignedRank.Zeros;
import org.jspecify.annotations.Nullable;

/**
 * What is to be computed about one group, as it was declared before its data were seen. Contrasts
 * that were not declared can be asked for as well; they are marked, and are no part of the family.
 *
 * @param waves in their order, at least 2
 * @param contrasts at least 1
 * @param scales at least 1; not to be added up with each other
 * @param omnibus the one test over all waves
 * @param zeros what becomes of people who did not change, in the signed-rank test
 * @param seed of the bootstrap, where there are too many pairs for the complete one
 * @param profiles null if none are defined
 */
public record AnalysisPlan(
    List<String> waves,
    List<PlannedContrast> contrasts,
    List<PlannedScale> scales,
    Omnibus omnibus,
    Zeros zeros,
    long seed,
    @Nullable PlannedProfiles profiles) {

  /** The test over all waves. */
  public enum Omnibus {
    /** {@link Friedman}, of the people who are complete. */
    FRIEDMAN,
    /** {@link org.circlejournal.query.research.MixedModel}, of everybody. */
    MIXED_MODEL
  }

  /**
   * @param from the earlier wave
   * @param to the later wave
   * @param declared before the later wave's data were seen
   */
  public record PlannedContrast(String from, String to, boolean declared) {

    @Override
    public String toString() {
      return from + "-" + to;
    }
  }

  /**
   * @param better which end of the scale is welcome
   * @param reference for reliable change; null if none is known
   */
  public record PlannedScale(String id, Better better, @Nullable Reference reference) {}

  /**
   * What a change is compared with; all of other people than the group, in the unit of the scores.
   *
   * @param name of the norm set
   * @param normal of people who are well
   * @param clinical of people who are not; null if none is known, and then the cut-off is b, else c
   * @param reliability of the scale, at least 0 and below 1
   * @param confirmed whether norm and reliability were seen in a source, and not from memory
   */
  public record Reference(
      String name, Norm normal, @Nullable Norm clinical, double reliability, boolean confirmed) {}

  /**
   * @param name of the definition, e.g. of the cut-off set
   * @param confirmed whether the boundaries were seen in a source, and not from memory
   */
  public record PlannedProfiles(String name, Profiles definition, boolean confirmed) {}

  /**
   * @throws IllegalArgumentException for a plan that contradicts itself
   */
  public AnalysisPlan {
    waves = List.copyOf(waves);
    contrasts = List.copyOf(contrasts);
    scales = List.copyOf(scales);
    require(waves.size() >= 2, "two waves or more are needed");
    requireDistinct("wave", waves);
    require(!contrasts.isEmpty(), "a contrast is needed");
    requireDistinct("contrast", contrasts.stream().map(PlannedContrast::toString).toList());
    for (PlannedContrast contrast : contrasts) {
      int from = waves.indexOf(contrast.from());
      require(
          from >= 0 && from < waves.indexOf(contrast.to()),
          contrast + ": not from a wave of the plan to a later one");
    }
    require(!scales.isEmpty(), "a scale is needed");
    List<String> ids = scales.stream().map(PlannedScale::id).toList();
    requireDistinct("scale", ids);
    for (PlannedScale scale : scales) {
      if (scale.reference() != null) {
        double reliability = scale.reference().reliability();
        require(reliability >= 0 && reliability < 1, scale.id() + ": reliability " + reliability);
      }
    }
    if (profiles != null) {
      for (Profiles.Boundary boundary : profiles.definition().boundaries()) {
        require(ids.contains(boundary.scale()), "profiles: no scale " + boundary.scale());
      }
    }
  }

  /** Every declared contrast on every scale is one test of the family. */
  public int family() {
    return scales.size() * (int) contrasts.stream().filter(PlannedContrast::declared).count();
  }

  /**
   * The plan of whoever has none: waves and scales as they come in the data, each wave against each
   * earlier one, nothing declared.
   *
   * @throws IllegalArgumentException for fewer than two waves
   */
  public static AnalysisPlan undeclared(List<Observation> observations) {
    List<String> waves = observations.stream().map(Observation::wave).distinct().toList();
    List<PlannedContrast> contrasts = new ArrayList<>();
    for (int to = 1; to < waves.size(); to++) {
      for (int from = 0; from < to; from++) {
        contrasts.add(new PlannedContrast(waves.get(from), waves.get(to), false));
      }
    }
    return new AnalysisPlan(
        waves,
        contrasts,
        observations.stream()
            .map(Observation::scale)
            .distinct()
            .map(id -> new PlannedScale(id, Better.LOW, null))
            .toList(),
        Omnibus.FRIEDMAN,
        Zeros.DROPPED,
        0,
        null);
  }

  private static void requireDistinct(String what, List<String> values) {
    Set<String> seen = new HashSet<>();
    for (String value : values) {
      require(seen.add(value), what + " " + value + " twice");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
