package org.circlejournal.query.research;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several tests of one declared family (Holm 1979, Scandinavian Journal of Statistics 6, 65–70):
 * the i-th smallest of m probabilities counts m − i + 1 times, and never less than the one before.
 * An adjusted p at or below α keeps the chance of any false alarm in the family at α.
 */
public final class Holm {

  private Holm() {}

  /**
   * @param p of every test of the family, from 0 to 1, also of those that came out badly
   * @return the adjusted ones, in the order given
   * @throws IllegalArgumentException for a value out of range
   */
  public static List<Double> adjusted(List<Double> p) {
    for (double each : p) {
      if (!(each >= 0 && each <= 1)) {
        throw new IllegalArgumentException("p is " + each);
      }
    }
    List<Integer> ascending =
        IntStream.range(0, p.size()).boxed().sorted(Comparator.comparing(p::get)).toList();
    Double[] adjusted = new Double[p.size()];
    double least = 0;
    for (int i = 0; i < ascending.size(); i++) {
      int test = ascending.get(i);
      least = Math.max(least, Math.min(1, (p.size() - i) * p.get(test)));
      adjusted[test] = least;
    }
    return List.of(adjusted);
  }

  /**
   * How many differences that are not zero the exact two-sided signed-rank test needs, so that the
   * smallest p it can give, 2^(1−n), is at most α/m, which Holm asks of the smallest of m.
   *
   * @param tests m, at least 1
   * @param alpha above 0 and below 1
   */
  public static int fewestPairs(int tests, double alpha) {
    if (tests < 1 || !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(tests + " tests at " + alpha);
    }
    int n = 1;
    while (Math.scalb(1.0, 1 - n) > alpha / tests) {
      n++;
    }
    return n;
  }
}
