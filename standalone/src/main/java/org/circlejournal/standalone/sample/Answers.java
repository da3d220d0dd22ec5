package org.circlejournal.standalone.sample;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Option;

/**
 * Made-up answers around published figures. Each scale has a mean per wave; a person leans to one
 * side over the whole year (SD {@value #PERSON_SD} of the option range), and each item scatters (SD
 * {@value #ITEM_SD}); the nearest option is taken.
 */
final class Answers {

  private static final double PERSON_SD = 0.14;
  private static final double ITEM_SD = 0.13;
  private static final double LEFT_OUT = 0.01;

  /**
   * Means as a share of the option range, at baseline, endpoint and follow-up. Emotional exhaustion
   * on the sum scale (0 to 54): 32, 26, 27; depersonalization (0 to 30): 11, 9.5, 10; personal
   * accomplishment (0 to 48): 32, 34.5, 34; CBI (0 to 100): 58/49/50, 54/46/48, 44/39/40.
   */
  private static final Map<String, double[]> MEANS =
      Map.of(
          "emotional-exhaustion", new double[] {32 / 54.0, 26 / 54.0, 27 / 54.0},
          "depersonalization", new double[] {11 / 30.0, 9.5 / 30.0, 10 / 30.0},
          "personal-accomplishment", new double[] {32 / 48.0, 34.5 / 48.0, 34 / 48.0},
          "personal", new double[] {0.58, 0.49, 0.50},
          "work", new double[] {0.54, 0.46, 0.48},
          "client", new double[] {0.44, 0.39, 0.40});

  private Answers() {}

  /** How strongly a person leans to the burdened side, for the whole year. */
  static double leaning(Random random) {
    return random.nextGaussian() * PERSON_SD;
  }

  /**
   * @param wave 0 baseline, 1 endpoint, 2 follow-up
   * @return option values by item id; items left out are missing
   */
  static Map<String, Integer> of(Instrument instrument, int wave, double leaning, Random random) {
    Map<String, Integer> answers = new LinkedHashMap<>();
    for (Instrument.Scale scale : instrument.scales()) {
      double[] means = MEANS.get(scale.id());
      if (means == null) {
        throw new IllegalArgumentException("no parameters for the scale " + scale.id());
      }
      double burdened = scale.direction() == Instrument.Direction.HIGH_IS_WORSE ? 1 : -1;
      for (String item : scale.items()) {
        double share = means[wave] + burdened * leaning + random.nextGaussian() * ITEM_SD;
        if (random.nextDouble() >= LEFT_OUT) {
          answers.put(
              item, nearest(instrument, scale.reversed().contains(item) ? 1 - share : share));
        }
      }
    }
    return answers;
  }

  private static int nearest(Instrument instrument, double share) {
    int least = instrument.options().stream().mapToInt(Option::value).min().orElseThrow();
    int most = instrument.options().stream().mapToInt(Option::value).max().orElseThrow();
    double wanted = least + share * (most - least);
    int best = least;
    for (Option option : instrument.options()) {
      if (Math.abs(option.value() - wanted) < Math.abs(best - wanted)) {
        best = option.value();
      }
    }
    return best;
  }
}
