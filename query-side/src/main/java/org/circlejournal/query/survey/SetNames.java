package org.circlejournal.query.survey;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.circlejournal.events.survey.SurveyCode;

/**
 * Random names of sets of people. What leaves at one moment over the same people has the same name;
 * what leaves at another has another, so that names do not tell who came back.
 */
abstract class SetNames {

  private static final int BYTES = 16;

  private record Named(Instant at, Set<SurveyCode> set) {}

  private final Map<Named, String> names = new HashMap<>();

  /**
   * @param random cryptographic
   */
  static SetNames drawnFrom(RandomGenerator random) {
    return new Drawn(random);
  }

  String of(Instant at, Set<SurveyCode> set) {
    return names.computeIfAbsent(new Named(at, new HashSet<>(set)), n -> fresh());
  }

  /** For what is withheld: it shows no set, so it names none. */
  abstract String fresh();

  private static final class Drawn extends SetNames {
    private final RandomGenerator random;

    Drawn(RandomGenerator random) {
      this.random = random;
    }

    @Override
    String fresh() {
      byte[] name = new byte[BYTES];
      random.nextBytes(name);
      return HexFormat.of().formatHex(name);
    }
  }
}
