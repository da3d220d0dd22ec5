package org.circlejournal.query.research;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.circlejournal.query.research.ReliableChange.Better;

/**
 * Named patterns of several scales, e.g. those of Leiter &amp; Maslach (2016, Burnout Research 3,
 * 89–100). What the definition leaves open is {@value #UNCLASSIFIED}: nobody is put into the
 * nearest drawer.
 *
 * @param boundaries one for each scale
 * @param patterns no two of the same scales
 */
public record Profiles(List<Boundary> boundaries, List<Pattern> patterns) {

  public static final String UNCLASSIFIED = "unclassified";

  /** A score that would be needed is missing. */
  public static final String INCOMPLETE = "incomplete";

  /**
   * @param at a value at or above it is high, below it low; which of the two is unwelcome is said
   *     by {@code better}
   */
  public record Boundary(String scale, double at, Better better) {

    /**
     * @param sds how many SDs of the norm above its mean
     */
    public static Boundary of(String scale, Norm norm, double sds, Better better) {
      return new Boundary(scale, norm.mean() + sds * norm.sd(), better);
    }

    boolean unwelcome(double value) {
      return better == Better.LOW ? value >= at : value < at;
    }
  }

  /**
   * @param unwelcome scales that are beyond their boundary while all others are not
   */
  public record Pattern(String name, Set<String> unwelcome) {

    public Pattern {
      unwelcome = Collections.unmodifiableSet(new TreeSet<>(unwelcome)); // always in one order
    }
  }

  /**
   * @throws IllegalArgumentException for a scale with two boundaries, a pattern of a scale without
   *     one, or two patterns of the same scales
   */
  public Profiles {
    boundaries = List.copyOf(boundaries);
    patterns = List.copyOf(patterns);
    Set<String> scales = new HashSet<>();
    for (Boundary boundary : boundaries) {
      require(scales.add(boundary.scale()), "two boundaries of " + boundary.scale());
    }
    Set<Set<String>> seen = new HashSet<>();
    for (Pattern pattern : patterns) {
      require(scales.containsAll(pattern.unwelcome()), pattern.name() + ": an unknown scale");
      require(seen.add(pattern.unwelcome()), pattern.name() + ": another has the same scales");
    }
  }

  /**
   * @param scores by scale; scales without a boundary are passed over
   */
  public String of(Map<String, Double> scores) {
    Set<String> unwelcome = new HashSet<>();
    for (Boundary boundary : boundaries) {
      Double value = scores.get(boundary.scale());
      if (value == null || value.isNaN()) {
        return INCOMPLETE;
      }
      if (boundary.unwelcome(value)) {
        unwelcome.add(boundary.scale());
      }
    }
    return patterns.stream()
        .filter(pattern -> pattern.unwelcome().equals(unwelcome))
        .map(Pattern::name)
        .findFirst()
        .orElse(UNCLASSIFIED);
  }

  /** How many people have which profile; profiles that nobody has are there with 0. */
  public Map<String, Integer> count(Collection<Map<String, Double>> people) {
    Map<String, Integer> counts = new TreeMap<>();
    patterns.forEach(pattern -> counts.put(pattern.name(), 0));
    counts.put(UNCLASSIFIED, 0);
    counts.put(INCOMPLETE, 0);
    people.forEach(scores -> counts.merge(of(scores), 1, Integer::sum));
    return counts;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
