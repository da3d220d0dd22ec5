package org.circlejournal.query.research.scoring;

import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.survey.ScaleKey;
import org.jspecify.annotations.Nullable;

/**
 * How well the items of one scale hang together, over the people who answered all of them. Sums and
 * products are whole numbers: the order of the people cannot matter.
 */
final class Consistency {

  private final int items;
  private final int[] values;
  private final long[] sums;
  private final long[][] products;
  private long complete;

  Consistency(int items) {
    this.items = items;
    this.values = new int[items];
    this.sums = new long[items];
    this.products = new long[items][items];
  }

  /** Takes one person's answers, unless an item is not answered. */
  void add(ScaleKey key, int[] answers) {
    for (int i = 0; i < items; i++) {
      values[i] = key.counted(i, answers);
      if (values[i] == ScaleKey.NOT_ANSWERED) {
        return;
      }
    }
    complete++;
    for (int i = 0; i < items; i++) {
      sums[i] += values[i];
      long[] row = products[i];
      for (int j = 0; j <= i; j++) {
        row[j] += (long) values[i] * values[j];
      }
    }
  }

  long complete() {
    return complete;
  }

  /**
   * Cronbach's alpha, k/(k−1) · (1 − Σ var(item)/var(total)) (Cronbach 1951, Psychometrika 16,
   * 297–334, formula 2).
   *
   * @return null for one item, fewer than two people, or a total that does not vary
   */
  @Nullable Double alpha() {
    double ofItems = 0;
    double ofTotal = 0;
    for (int i = 0; i < items; i++) {
      ofItems += scatter(i, i);
      ofTotal += scatterWithTotal(i);
    }
    if (items < 2 || complete < 2 || ofTotal <= 0) {
      return null;
    }
    return items / (items - 1.0) * (1 - ofItems / ofTotal);
  }

  /**
   * The correlation of each item with the sum of the others, in the order of the items (corrected
   * item-total correlation; Nunnally 1978, Psychometric Theory, 2nd edition, 281).
   *
   * @return null where the item or the sum of the others does not vary
   */
  List<@Nullable Double> itemRest() {
    double total = 0;
    for (int i = 0; i < items; i++) {
      total += scatterWithTotal(i);
    }
    List<@Nullable Double> all = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      double own = scatter(i, i);
      double withTotal = scatterWithTotal(i);
      double rest = total - 2 * withTotal + own;
      all.add(own > 0 && rest > 0 ? (withTotal - own) / Math.sqrt(own * rest) : null);
    }
    return all;
  }

  /** n²·cov, which needs no division. */
  private double scatter(int i, int j) {
    long product = i >= j ? products[i][j] : products[j][i];
    return (double) complete * product - (double) sums[i] * sums[j];
  }

  private double scatterWithTotal(int i) {
    double total = 0;
    for (int j = 0; j < items; j++) {
      total += scatter(i, j);
    }
    return total;
  }
}
