package org.circlejournal.query.research;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * How much people of one circle are alike: ICC(1) of the one-way random model by analysis of
 * variance (Fisher 1925; Shrout &amp; Fleiss 1979, Psychological Bulletin 86, 420–428), for circles
 * of different size with n₀ = (N − Σn²/N)/(k−1) (Donner 1986, International Statistical Review 54,
 * 67–82):
 *
 * <pre>
 *   ICC = (MSB − MSW)/(MSB + (n₀−1)·MSW)
 * </pre>
 *
 * Its 95% interval is that of Searle (1971, Linear Models, chapter 9), with F = MSB/MSW: from
 * (F/F₀.₉₇₅(k−1, N−k) − 1)/(… + n₀) to the same with F₀.₀₂₅; exact if all circles are of one size,
 * else approximate.
 *
 * @param circles k, at least 2
 * @param people N
 * @param icc can be below 0, down to −1/(n₀−1): people of one circle then differ more than others
 * @param designEffect 1 + (N/k − 1)·icc: by how much the variance of a mean is underestimated when
 *     people are counted as if they were of no circle (Kish 1965, Survey Sampling)
 */
public record IntraclassCorrelation(
    int circles, int people, double icc, Interval interval, double f, double designEffect) {

  /**
   * @param circles values of each circle's people; whose order does not matter
   * @throws IllegalArgumentException for fewer than two circles, an empty one, no circle of two or
   *     more people, or people of whom none differs from the others in the circle
   */
  public static IntraclassCorrelation of(Collection<? extends Collection<Double>> circles) {
    int k = circles.size();
    if (k < 2) {
      throw new IllegalArgumentException("one circle cannot be compared");
    }
    List<Sample> samples =
        circles.stream()
            .map(Sample::of)
            .sorted((a, b) -> compare(a, b))
            .collect(Collectors.toList());
    int n = samples.stream().mapToInt(Sample::n).sum();
    double mean = samples.stream().mapToDouble(s -> s.n() * s.mean()).sum() / n;
    double within = 0;
    double between = 0;
    double sizes = 0;
    for (Sample s : samples) {
      within += s.sd() == null ? 0 : (s.n() - 1) * s.sd() * s.sd();
      between += s.n() * (s.mean() - mean) * (s.mean() - mean);
      sizes += (double) s.n() * s.n();
    }
    if (within == 0) {
      throw new IllegalArgumentException("nobody differs from the others of the circle");
    }
    double n0 = (n - sizes / n) / (k - 1);
    double f = between / (k - 1) / (within / (n - k));
    double icc = (f - 1) / (f + n0 - 1);
    FDistribution distribution = FDistribution.of(k - 1, n - k);
    Interval interval =
        new Interval(
            limit(f / distribution.inverseSurvivalProbability(0.025), n0),
            limit(f / distribution.inverseCumulativeProbability(0.025), n0));
    return new IntraclassCorrelation(k, n, icc, interval, f, 1 + ((double) n / k - 1) * icc);
  }

  private static double limit(double f, double n0) {
    return (f - 1) / (f + n0 - 1);
  }

  private static int compare(Sample a, Sample b) {
    int byMean = Double.compare(a.mean(), b.mean());
    int bySize = byMean != 0 ? byMean : Integer.compare(a.n(), b.n());
    return bySize != 0 || a.sd() == null || b.sd() == null
        ? bySize
        : Double.compare(a.sd(), b.sd());
  }
}
