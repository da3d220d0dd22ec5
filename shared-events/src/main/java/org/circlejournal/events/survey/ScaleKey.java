package org.circlejournal.events.survey;

import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.Instrument.Unit;

/**
 * The one place where answers become a score: {@link Instrument#score} and files of a million rows
 * come here alike. A key is made once; then a person's answers are an array in the order of the
 * instrument's items.
 */
public final class ScaleKey {

  /** Stands for an item that was not answered. */
  public static final int NOT_ANSWERED = Integer.MIN_VALUE;

  private final Scale scale;
  private final int[] items;
  private final boolean[] reversed;
  private final int mirror;

  public ScaleKey(Instrument instrument, Scale scale) {
    this.scale = scale;
    this.items = scale.items().stream().mapToInt(instrument.itemIds()::indexOf).toArray();
    this.reversed = new boolean[items.length];
    for (int i = 0; i < items.length; i++) {
      reversed[i] = scale.reversed().contains(scale.items().get(i));
    }
    this.mirror = instrument.leastOption() + instrument.highestOption();
  }

  public Scale scale() {
    return scale;
  }

  /** Whether the scale has the item of this place in the instrument. */
  boolean has(int item) {
    for (int each : items) {
      if (each == item) {
        return true;
      }
    }
    return false;
  }

  /**
   * What counts of the scale's i-th item: the answer, or least + highest option − answer.
   *
   * @return {@link #NOT_ANSWERED} where there is no answer
   */
  public int counted(int i, int[] answers) {
    int value = answers[items[i]];
    return value == NOT_ANSWERED || !reversed[i] ? value : mirror - value;
  }

  /**
   * The mean of the answered items, if enough are answered.
   *
   * @param answers options of the instrument, in the order of its items
   */
  public Score score(int[] answers) {
    int total = 0;
    int answered = 0;
    for (int i = 0; i < items.length; i++) {
      int value = counted(i, answers);
      if (value != NOT_ANSWERED) {
        total += value;
        answered++;
      }
    }
    if (answered < scale.missing().leastAnswered()) {
      return new Score(scale.id(), null, null, answered, false);
    }
    // Both from the whole-number total: one rounding each, whatever the order of the answers.
    Double sum = scale.unit() == Unit.MEAN ? null : (double) (total * items.length) / answered;
    return new Score(scale.id(), (double) total / answered, sum, answered, answered < items.length);
  }
}
