package org.circlejournal.query.release;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Option;
import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.Instrument.Unit;
import org.jspecify.annotations.Nullable;

/**
 * How coarse the figures of a group below 2k people leave: sums to 0.5, means of scales from 0 to
 * 100 to 2, other means to 0.05, pulses and ratings to 0.5.
 *
 * <p>Each figure is rounded once. Where a scale has sums, the mean is the rounded sum divided by
 * the items, and a change is the difference of the rounded figures: a second grid laid over the
 * first would narrow down what lies between.
 *
 * <p>A figure half way goes to the even multiple, up or down alike, so that rounding moves neither
 * levels nor changes in one direction. What counts as half way is seen at nine decimals, below
 * which there is only the noise of division.
 */
public final class ReleaseRounding {

  static final BigDecimal SUM_STEP = new BigDecimal("0.5");
  static final BigDecimal PERCENT_STEP = new BigDecimal("2");
  static final BigDecimal MEAN_STEP = new BigDecimal("0.05");
  static final BigDecimal PULSE_STEP = new BigDecimal("0.5");
  private static final int DECIMALS = 9;

  private ReleaseRounding() {}

  /**
   * A figure as it may leave.
   *
   * @param mean in the unit of the options
   * @param sum null for scales that are not used as sums
   */
  public record Rounded(double mean, @Nullable Double sum) {}

  /**
   * A group's level.
   *
   * @param mean of the people's means, not rounded
   */
  static Rounded level(Instrument instrument, String scaleId, double mean) {
    Scale scale = instrument.scale(scaleId);
    if (scale.unit() == Unit.MEAN_AND_SUM) {
      return ofSum(scale, toGrid(mean * scale.items().size(), SUM_STEP));
    }
    return new Rounded(
        toGrid(mean, isPercent(instrument) ? PERCENT_STEP : MEAN_STEP).doubleValue(), null);
  }

  /**
   * A group's change: that of its rounded levels. Both means are of the same people.
   *
   * @param earlier mean of the people's means, not rounded
   * @param later the same at the later wave
   */
  static Rounded change(Instrument instrument, String scaleId, double earlier, double later) {
    Scale scale = instrument.scale(scaleId);
    Rounded from = level(instrument, scaleId, earlier);
    Rounded to = level(instrument, scaleId, later);
    if (from.sum() != null && to.sum() != null) {
      return ofSum(scale, exact(to.sum()).subtract(exact(from.sum())));
    }
    return new Rounded(exact(to.mean()).subtract(exact(from.mean())).doubleValue(), null);
  }

  static double pulse(double mean) {
    return toGrid(mean, PULSE_STEP).doubleValue();
  }

  private static Rounded ofSum(Scale scale, BigDecimal sum) {
    double value = sum.doubleValue();
    return new Rounded(value / scale.items().size(), value);
  }

  static BigDecimal toGrid(double value, BigDecimal step) {
    return exact(value).divide(step, 0, RoundingMode.HALF_EVEN).multiply(step);
  }

  private static BigDecimal exact(double value) {
    return new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
  }

  static boolean isPercent(Instrument instrument) {
    int least = instrument.options().stream().mapToInt(Option::value).min().orElseThrow();
    int highest = instrument.options().stream().mapToInt(Option::value).max().orElseThrow();
    return least == 0 && highest == 100;
  }
}
