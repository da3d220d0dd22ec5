package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Friedman's test of people who were measured at each of k waves (Friedman 1937, JASA 32, 675–701).
 * Each person's values are ranked, equal ones share their mid-rank.
 *
 * <p>With R the rank sums of the waves and r the single ranks, corrected for ties (Conover 1999,
 * Practical Nonparametric Statistics, 5.8):
 *
 * <pre>
 *   χ² = (k−1)·Σ(R − n(k+1)/2)² / (Σr² − nk(k+1)²/4)      W = χ²/(n(k−1))
 * </pre>
 *
 * p is exact given the mid-ranks at hand: within each person all orders are equally likely. The
 * vectors of rank sums are counted person by person; which wave has which sum does not matter to
 * the test, so a vector stands for all its orders.
 *
 * @param n people, at least 1
 * @param waves k, at least 2
 * @param chiSquared null when everybody's values are all alike
 * @param kendallW Kendall's coefficient of concordance, 0 to 1; null with chiSquared
 * @param pChiSquared by the χ² distribution with k − 1 degrees of freedom, which is rough for few
 *     people; null with chiSquared
 * @param pExact 1 when everybody's values are all alike; null where counting would take more than
 *     {@value #MOST_STEPS} steps
 */
public record Friedman(
    int n,
    int waves,
    @Nullable Double chiSquared,
    @Nullable Double kendallW,
    @Nullable Double pChiSquared,
    @Nullable Double pExact) {

  static final int MOST_STEPS = 1_000_000;

  /**
   * @param rows one per person, a value for each wave; whose order does not matter
   * @throws IllegalArgumentException for no rows, fewer than two waves, or a value that is missing
   */
  public static Friedman of(Collection<double[]> rows) {
    int waves = Rows.requireComplete(rows);
    int n = rows.size();
    List<int[]> ranks = rows.stream().map(Friedman::doubledMidRanks).toList();
    long[] sums = new long[waves];
    long spread = 0; // Σ(2r − (k+1))²
    for (int[] row : ranks) {
      for (int wave = 0; wave < waves; wave++) {
        sums[wave] += row[wave];
        spread += (long) (row[wave] - waves - 1) * (row[wave] - waves - 1);
      }
    }
    if (spread == 0) {
      return new Friedman(n, waves, null, null, null, 1.0);
    }
    long between = away(sums, n);
    double chi = (waves - 1) * (double) between / spread;
    return new Friedman(
        n,
        waves,
        chi,
        chi / (n * (waves - 1.0)),
        ChiSquaredDistribution.of(waves - 1).survivalProbability(chi),
        exact(ranks, waves, between));
  }

  /** Σ(S − n(k+1))² of doubled rank sums. */
  private static long away(long[] sums, int n) {
    long middle = (long) n * (sums.length + 1);
    return Arrays.stream(sums).map(s -> (s - middle) * (s - middle)).sum();
  }

  private static int[] doubledMidRanks(double[] row) {
    int[] ranks = new int[row.length];
    for (int i = 0; i < row.length; i++) {
      for (double other : row) {
        ranks[i] += other < row[i] ? 2 : other == row[i] ? 1 : 0;
      }
      ranks[i]++;
    }
    return ranks;
  }

  private static @Nullable Double exact(List<int[]> ranks, int waves, long seen) {
    int n = ranks.size();
    int bits = Long.SIZE / waves;
    if (2L * n * waves >= 1L << Math.min(bits, 62)) {
      return null;
    }
    // Only which ranks are shared matters; sorted, so that no sum depends on the people's order.
    List<int[]> patterns =
        ranks.stream()
            .map(row -> Arrays.stream(row).sorted().toArray())
            .sorted(Arrays::compare)
            .toList();
    Map<Long, Double> shares = Map.of(0L, 1.0);
    long steps = 0;
    for (int[] pattern : patterns) {
      List<int[]> orders = orders(pattern);
      steps += (long) orders.size() * shares.size();
      if (steps > MOST_STEPS) {
        return null;
      }
      Map<Long, Double> next = new HashMap<>(4 * shares.size());
      for (Map.Entry<Long, Double> each : shares.entrySet()) {
        long[] sums = unpacked(each.getKey(), waves, bits);
        double share = each.getValue() / orders.size();
        for (int[] order : orders) {
          next.merge(packed(sums, order, bits), share, Double::sum);
        }
      }
      shares = next;
    }
    double p = 0;
    for (Map.Entry<Long, Double> each : shares.entrySet()) {
      if (away(unpacked(each.getKey(), waves, bits), n) >= seen) {
        p += each.getValue();
      }
    }
    return Math.min(1, p);
  }

  private static long[] unpacked(long key, int waves, int bits) {
    long[] sums = new long[waves];
    long rest = key;
    for (int i = 0; i < waves; i++) {
      sums[i] = rest & ((1L << bits) - 1);
      rest >>>= bits;
    }
    return sums;
  }

  private static long packed(long[] sums, int[] order, int bits) {
    long[] next = new long[sums.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = sums[i] + order[i];
    }
    Arrays.sort(next);
    long key = 0;
    for (int i = next.length - 1; i >= 0; i--) {
      key = key << bits | next[i];
    }
    return key;
  }

  /** Every different order of the ranks; all are equally likely. */
  private static List<int[]> orders(int[] sorted) {
    List<int[]> orders = new ArrayList<>();
    arrange(sorted, new boolean[sorted.length], new int[sorted.length], 0, orders);
    return orders;
  }

  private static void arrange(
      int[] sorted, boolean[] used, int[] order, int at, List<int[]> orders) {
    if (at == sorted.length) {
      orders.add(order.clone());
      return;
    }
    for (int i = 0; i < sorted.length; i++) {
      boolean twin = i > 0 && sorted[i] == sorted[i - 1] && !used[i - 1];
      if (!used[i] && !twin) {
        used[i] = true;
        order[at] = sorted[i];
        arrange(sorted, used, order, at + 1, orders);
        used[i] = false;
      }
    }
  }
}
