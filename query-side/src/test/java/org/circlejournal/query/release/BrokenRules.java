package org.circlejournal.query.release;

import java.math.BigDecimal;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.Instrument.Unit;
import org.circlejournal.query.release.ReleaseRounding.Rounded;

/** The law with one rule taken away, to see that the attack finds what the rule is for. */
public final class BrokenRules {

  private BrokenRules() {}

  /** Everybody may subtract. */
  public static final ReleaseRules SUBTRACTABLE =
      new ReleaseRules() {
        @Override
        public ReleasedSets sets(int k) {
          return new ReleasedSets(0, 0);
        }
      };

  /** A statistic needs k people only: with the own answer, k − 1 others remain. */
  public static final ReleaseRules K_ARE_ENOUGH =
      new ReleaseRules() {
        @Override
        public boolean enough(int people, int k) {
          return people >= k;
        }
      };

  /** SD and all the rest leave from k + 1 on. */
  public static final ReleaseRules DETAIL_AT_ONCE =
      new ReleaseRules() {
        @Override
        public boolean detail(int people, int k) {
          return people > k;
        }

        @Override
        public ReleasedSets sets(int k) {
          return exactAtOnce(k);
        }
      };

  /** Figures that were not rounded may be subtracted down to k people. */
  public static final ReleaseRules EXACTLY_SUBTRACTABLE =
      new ReleaseRules() {
        @Override
        public ReleasedSets sets(int k) {
          return exactAtOnce(k);
        }
      };

  private static ReleasedSets exactAtOnce(int k) {
    return new ReleasedSets(k, 0);
  }

  /** Mean, sum and change are each rounded for themselves. */
  public static final ReleaseRules ROUNDED_OFTEN =
      new ReleaseRules() {
        @Override
        public Rounded level(Instrument instrument, String scale, double mean) {
          return alone(instrument, scale, mean);
        }

        @Override
        public Rounded change(Instrument instrument, String scale, double earlier, double later) {
          return alone(instrument, scale, later - earlier);
        }
      };

  private static Rounded alone(Instrument instrument, String scaleId, double figure) {
    Scale scale = instrument.scale(scaleId);
    boolean sums = scale.unit() == Unit.MEAN_AND_SUM;
    BigDecimal step =
        ReleaseRounding.isPercent(instrument)
            ? ReleaseRounding.PERCENT_STEP
            : ReleaseRounding.MEAN_STEP;
    return new Rounded(
        ReleaseRounding.toGrid(figure, step).doubleValue(),
        sums
            ? (Double)
                ReleaseRounding.toGrid(figure * scale.items().size(), ReleaseRounding.SUM_STEP)
                    .doubleValue()
            : null);
  }

  /** Every circle stands in pools for itself, however small; alone it is still withheld. */
  public static final ReleaseRules UNGLUED =
      new ReleaseRules() {
        @Override
        public boolean isBlock(int people, int k) {
          return people > 0;
        }
      };

  /** Pulses leave as they are. */
  public static final ReleaseRules PULSES_AS_THEY_ARE =
      new ReleaseRules() {
        @Override
        public double pulse(double mean) {
          return mean;
        }
      };

  /** One is enough, and anything may be subtracted. */
  public static final ReleaseRules NOBODY_IS_FEW =
      new ReleaseRules() {
        @Override
        public boolean enough(int people, int k) {
          return people > 0;
        }

        @Override
        public ReleasedSets sets(int k) {
          return new ReleasedSets(0, 0);
        }
      };

  /** The rules for what pools are made of: where circles are not glued, they stand there alone. */
  public static ReleaseRules ofPools(ReleaseRules rules) {
    return rules == UNGLUED ? NOBODY_IS_FEW : rules;
  }
}
