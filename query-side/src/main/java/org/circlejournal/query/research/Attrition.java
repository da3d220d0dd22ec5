package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who was there at which wave, and whether those who left were like those who stayed (after the
 * flow diagram of CONSORT; Moher et al. 2010, BMJ 340, c869).
 *
 * @param people with a value at one wave or more
 * @param complete with a value at every wave
 * @param flows from each wave to the next
 * @param patterns presence over the waves, {@code x} there and {@code -} not, and how many people
 *     have it
 */
public record Attrition(int people, int complete, List<Flow> flows, Map<String, Integer> patterns) {

  public Attrition {
    flows = List.copyOf(flows);
    patterns = new TreeMap<>(patterns);
  }

  /**
   * @param from place of the earlier wave
   * @param present people at the earlier wave
   * @param stayed of these, at the later wave too
   * @param left of these, not at the later wave
   * @param joined at the later wave for the first time
   * @param returned at the later wave, not at the earlier one, but before
   * @param stayers values at the earlier wave of those who stayed; null for nobody
   * @param leavers values at the earlier wave of those who left; null for nobody
   */
  public record Flow(
      int from,
      int to,
      int present,
      int stayed,
      int left,
      int joined,
      int returned,
      @Nullable Sample stayers,
      @Nullable Sample leavers) {}

  /**
   * @param rows one per person, a value for each wave, NaN where it is missing
   * @throws IllegalArgumentException for no rows, fewer than two waves, or an infinite value
   */
  public static Attrition of(Collection<double[]> rows) {
    int waves = Rows.requireWaves(rows);
    Map<String, Integer> patterns = new TreeMap<>();
    for (double[] row : rows) {
      patterns.merge(pattern(row), 1, Integer::sum);
    }
    Integer nowhere = patterns.remove("-".repeat(waves));
    List<Flow> flows = new ArrayList<>();
    for (int to = 1; to < waves; to++) {
      flows.add(flow(rows, to));
    }
    return new Attrition(
        rows.size() - (nowhere == null ? 0 : nowhere),
        patterns.getOrDefault("x".repeat(waves), 0),
        flows,
        patterns);
  }

  private static String pattern(double[] row) {
    StringBuilder pattern = new StringBuilder();
    for (double value : row) {
      pattern.append(Double.isNaN(value) ? '-' : 'x');
    }
    return pattern.toString();
  }

  private static Flow flow(Collection<double[]> rows, int to) {
    List<Double> stayers = new ArrayList<>();
    List<Double> leavers = new ArrayList<>();
    int joined = 0;
    int returned = 0;
    for (double[] row : rows) {
      boolean there = !Double.isNaN(row[to]);
      if (!Double.isNaN(row[to - 1])) {
        (there ? stayers : leavers).add(row[to - 1]);
      } else if (there) {
        if (pattern(row).substring(0, to).contains("x")) {
          returned++;
        } else {
          joined++;
        }
      }
    }
    return new Flow(
        to - 1,
        to,
        stayers.size() + leavers.size(),
        stayers.size(),
        leavers.size(),
        joined,
        returned,
        stayers.isEmpty() ? null : Sample.of(stayers),
        leavers.isEmpty() ? null : Sample.of(leavers));
  }
}
