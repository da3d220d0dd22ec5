package org.circlejournal.query.research;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** People by waves: one array per person, one value per wave, NaN where it is missing. */
final class Rows {

  private Rows() {}

  /** In an order that is theirs alone, so that sums have the same last bit however they came. */
  static List<double[]> sorted(Collection<double[]> rows) {
    return rows.stream().sorted(Arrays::compare).toList();
  }

  /**
   * @return how many waves
   * @throws IllegalArgumentException for no rows, fewer than two waves, rows of different length,
   *     or an infinite value
   */
  static int requireWaves(Collection<double[]> rows) {
    int waves = rows.stream().mapToInt(row -> row.length).findFirst().orElse(0);
    for (double[] row : rows) {
      if (row.length != waves || Arrays.stream(row).anyMatch(Double::isInfinite)) {
        throw new IllegalArgumentException("not a row of values: " + Arrays.toString(row));
      }
    }
    if (waves < 2) {
      throw new IllegalArgumentException("rows of two waves or more are needed");
    }
    return waves;
  }

  /**
   * @throws IllegalArgumentException as above, or for a missing value
   */
  static int requireComplete(Collection<double[]> rows) {
    int waves = requireWaves(rows);
    for (double[] row : rows) {
      if (!isComplete(row)) {
        throw new IllegalArgumentException("a value is missing: " + Arrays.toString(row));
      }
    }
    return waves;
  }

  /** Of a person of whom nothing is known yet. */
  static double[] missing(int waves) {
    double[] row = new double[waves];
    Arrays.fill(row, Double.NaN);
    return row;
  }

  static boolean isComplete(double[] row) {
    return Arrays.stream(row).noneMatch(Double::isNaN);
  }
}
