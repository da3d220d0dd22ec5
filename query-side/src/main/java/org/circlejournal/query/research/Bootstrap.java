package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * How the mean of a few differences would vary if they were drawn again from themselves (Efron
 * &amp; Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 and 14).
 *
 * <p>Up to {@value #COMPLETE_UP_TO} differences it is complete and has no chance in it: all C(2n−1,
 * n) multisets, each with its multinomial weight n!/∏c!·n⁻ⁿ (Fisher &amp; Hall 1991, Statistics and
 * Probability Letters 11, 157–162). Above, {@value #DRAWS} draws by {@link Random}, whose algorithm
 * is part of Java's specification, so that the seed is enough to repeat it.
 *
 * <p>A quantile is the smallest mean whose cumulative share reaches it. BCa: z₀ = Φ⁻¹(share of
 * means strictly below the mean seen); means equal to it are not counted, not even by half. a from
 * leaving one out: a = Σu³/(6(Σu²)^1.5), u the mean of the means that leave one out, less each.
 *
 * @param n differences, at least 2
 * @param mean of the differences, in their unit
 * @param multisets C(2n−1, n) if complete; null if drawn
 * @param draws how many if drawn; null if complete
 * @param seed of the draws; null if complete
 * @param percentile 95% interval, the 2.5% and 97.5% quantiles
 * @param bca 95% interval, bias-corrected and accelerated
 * @param z0 the bias correction; null when all differences are equal
 * @param acceleration a; null when all differences are equal
 */
public record Bootstrap(
    int n,
    double mean,
    @Nullable Long multisets,
    @Nullable Integer draws,
    @Nullable Long seed,
    Interval percentile,
    Interval bca,
    @Nullable Double z0,
    @Nullable Double acceleration) {

  static final int COMPLETE_UP_TO = 11;
  static final int DRAWS = 10_000;

  /** Of a row of sums; scores of a questionnaire need some hundred. */
  private static final int MOST_CELLS = 20_000;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double TAIL = 0.025;

  /** A share that misses a quantile by less than this is on it. */
  private static final double NOISE = 1e-12;

  /**
   * @param differences later − earlier; whose order does not matter
   * @param seed not looked at where the enumeration is complete
   * @throws IllegalArgumentException for fewer than two differences, or one that is not finite
   */
  public static Bootstrap of(Collection<Double> differences, long seed) {
    int n = differences.size();
    if (n < 2 || differences.stream().anyMatch(d -> !Double.isFinite(d))) {
      throw new IllegalArgumentException("two differences or more are needed, all finite");
    }
    Grid grid = Grid.of(differences);
    long[] values = differences.stream().mapToLong(grid::whole).sorted().toArray();
    boolean complete = n <= COMPLETE_UP_TO;
    TreeMap<Long, Double> sums = complete ? enumerated(values) : drawn(values, new Random(seed));
    long seen = Arrays.stream(values).sum();
    double scale = 1 / (grid.denominator() * n);
    double mean = seen * scale;
    Interval percentile = interval(sums, TAIL, 1 - TAIL, scale);
    Long multisets = complete ? (Long) choose(2 * n - 1, n) : null;
    Integer draws = complete ? null : (Integer) DRAWS;
    Long declared = complete ? null : (Long) seed;
    double below = sums.headMap(seen).values().stream().mapToDouble(d -> d).sum();
    if (values[0] == values[n - 1] || below <= 0) {
      return new Bootstrap(n, mean, multisets, draws, declared, percentile, percentile, null, null);
    }
    double z0 = NORMAL.inverseCumulativeProbability(below);
    double a = acceleration(values, seen);
    Interval bca = interval(sums, adjusted(TAIL, z0, a), adjusted(1 - TAIL, z0, a), scale);
    return new Bootstrap(n, mean, multisets, draws, declared, percentile, bca, z0, a);
  }

  private static double adjusted(double share, double z0, double a) {
    double z = z0 + NORMAL.inverseCumulativeProbability(share);
    return NORMAL.cumulativeProbability(z0 + z / (1 - a * z));
  }

  /** For a mean, u is (x − mean)/(n − 1); the factor goes out. */
  private static double acceleration(long[] values, long sum) {
    double cubes = 0;
    double squares = 0;
    for (long value : values) {
      double away = value - (double) sum / values.length;
      cubes += away * away * away;
      squares += away * away;
    }
    return cubes / (6 * Math.pow(squares, 1.5));
  }

  private static Interval interval(
      TreeMap<Long, Double> sums, double low, double high, double scale) {
    return new Interval(quantile(sums, low) * scale, quantile(sums, high) * scale);
  }

  private static long quantile(TreeMap<Long, Double> sums, double share) {
    double cumulated = 0;
    for (Map.Entry<Long, Double> each : sums.entrySet()) {
      cumulated += each.getValue();
      if (cumulated >= share - NOISE) {
        return each.getKey();
      }
    }
    return sums.lastKey();
  }

  /**
   * Value by value, how often each is drawn; sums that are equal are one. Sums lie in a row of
   * cells, one for each number that they may be; where these would be too many, in maps.
   */
  private static TreeMap<Long, Double> enumerated(long[] values) {
    int n = values.length;
    long width = n * (values[n - 1] - values[0]) + 1;
    TreeMap<Long, Double> weights =
        width <= MOST_CELLS ? inCells(values, (int) width) : inMaps(values);
    double all = Math.pow(n, n);
    for (int i = 2; i <= n; i++) {
      all /= i;
    }
    double total = all;
    weights.replaceAll((sum, weight) -> weight / total);
    return weights;
  }

  /**
   * @param width of the row: the least value counts as 0
   */
  private static TreeMap<Long, Double> inCells(long[] values, int width) {
    int n = values.length;
    double[][] byCount = new double[n + 1][];
    byCount[0] = new double[width];
    byCount[0][0] = 1;
    for (int i = 0; i < n; i++) {
      int value = (int) (values[i] - values[0]);
      double[][] next = new double[n + 1][];
      for (int before = 0; before <= n; before++) {
        double[] from = byCount[before];
        double factorial = 1;
        for (int times = 0; from != null && before + times <= n; times++) {
          factorial *= Math.max(1, times);
          if (i < n - 1 || before + times == n) { // the last value takes what is left of n
            if (next[before + times] == null) {
              next[before + times] = new double[width];
            }
            double[] to = next[before + times];
            int shift = times * value;
            for (int sum = 0; sum + shift < width; sum++) {
              to[sum + shift] += from[sum] / factorial;
            }
          }
        }
      }
      byCount = next;
    }
    TreeMap<Long, Double> weights = new TreeMap<>();
    double[] last = Objects.requireNonNull(byCount[n]);
    for (int sum = 0; sum < width; sum++) {
      if (last[sum] > 0) {
        weights.put(sum + n * values[0], last[sum]);
      }
    }
    return weights;
  }

  private static TreeMap<Long, Double> inMaps(long[] values) {
    int n = values.length;
    List<Map<Long, Double>> byCount = new ArrayList<>();
    byCount.add(Map.of(0L, 1.0));
    for (int i = 1; i <= n; i++) {
      byCount.add(Map.of());
    }
    for (int i = 0; i < n; i++) {
      List<Map<Long, Double>> next = new ArrayList<>();
      for (int drawn = 0; drawn <= n; drawn++) {
        next.add(new HashMap<>());
      }
      for (int before = 0; before <= n; before++) {
        double factorial = 1;
        for (int times = 0; before + times <= n; times++) {
          factorial *= Math.max(1, times);
          if (i < n - 1 || before + times == n) {
            add(byCount.get(before), times * values[i], 1 / factorial, next.get(before + times));
          }
        }
      }
      byCount = next;
    }
    return new TreeMap<>(byCount.get(n));
  }

  private static void add(Map<Long, Double> from, long shift, double factor, Map<Long, Double> to) {
    from.forEach((sum, weight) -> to.merge(sum + shift, weight * factor, Double::sum));
  }

  private static TreeMap<Long, Double> drawn(long[] values, Random random) {
    TreeMap<Long, Double> shares = new TreeMap<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      long sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      shares.merge(sum, 1.0 / DRAWS, Double::sum);
    }
    return shares;
  }

  private static long choose(int n, int k) {
    long ways = 1;
    for (int i = 1; i <= k; i++) {
      ways = ways * (n - k + i) / i;
    }
    return ways;
  }

  /**
   * Differences as whole numbers over a common denominator: means of a few items have one, and then
   * sums that are equal are equal, on which the strict &lt; depends. Without one, nine decimals.
   */
  private record Grid(double denominator) {

    private static final int LARGEST = 20_000;
    private static final double FINE = 1e9;

    static Grid of(Collection<Double> differences) {
      for (int denominator = 1; denominator <= LARGEST; denominator++) {
        double d = denominator;
        if (differences.stream().allMatch(x -> Math.abs(x * d - Math.rint(x * d)) <= 1e-9 * d)) {
          return new Grid(d);
        }
      }
      return new Grid(FINE);
    }

    long whole(double difference) {
      return Math.round(difference * denominator);
    }
  }
}
