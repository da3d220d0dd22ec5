package org.circlejournal.standalone.sample;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Which circles there are. The same seed gives the same lines. */
public final class Simulator {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private Simulator() {}

  /**
   * The sample: a clinic circle of fourteen whose thirteen answer at both ends, so that the circle
   * may see intervals, and a circle of six where one does not answer the endpoint, so that figures
   * are withheld.
   */
  public static List<SimulatedCircle> sample(long seed) {
    return simulated(sampleProfiles(), seed);
  }

  static List<Profile> sampleProfiles() {
    return List.of(
        new Profile(
            "synthetic-1",
            "SYNTHETIC 14",
            "SYNTHETIC-CLINIC",
            BERLIN,
            LocalDateTime.parse("2025-01-13T17:00"),
            8,
            14,
            1,
            0,
            0.80,
            Set.of(9, 17),
            Set.of(19),
            12),
        new Profile(
            "synthetic-2",
            "SYNTHETIC 6",
            "SYNTHETIC-WARD",
            BERLIN,
            LocalDateTime.parse("2025-01-15T18:00"),
            6,
            6,
            0,
            1,
            0.82,
            Set.of(11),
            Set.of(),
            0));
  }

  /** A programme of {@code circles} circles with varied starts, sizes and fates. */
  public static List<SimulatedCircle> programme(int circles, long seed) {
    return simulated(programmeProfiles(circles, seed), seed);
  }

  private static List<SimulatedCircle> simulated(List<Profile> profiles, long seed) {
    return profiles.stream().map(profile -> new SimulatedCircle(profile, seed)).toList();
  }

  private static List<Profile> programmeProfiles(int circles, long seed) {
    Random random = new Random(seed);
    List<Profile> profiles = new ArrayList<>();
    for (int i = 1; i <= circles; i++) {
      int members = 6 + random.nextInt(10);
      int founders = Math.min(members, 5 + random.nextInt(4));
      profiles.add(
          new Profile(
              "synthetic-" + i,
              "SYNTHETIC P" + i,
              "SYNTHETIC-" + (char) ('A' + random.nextInt(26)),
              BERLIN,
              LocalDateTime.parse("2024-09-02T17:00").plusDays(random.nextInt(140)),
              founders,
              members,
              random.nextInt(3),
              random.nextInt(3),
              0.70 + 0.2 * random.nextDouble(),
              some(random, 3, 8, 16),
              some(random, 2, 18, 24),
              random.nextInt(3) == 0 ? 6 : 0));
    }
    return profiles;
  }

  /** Up to {@code most} sessions of {@code from..to}. */
  private static Set<Integer> some(Random random, int most, int from, int to) {
    Set<Integer> sessions = new TreeSet<>();
    int wanted = random.nextInt(most + 1);
    for (int i = 0; i < wanted; i++) {
      sessions.add(from + random.nextInt(to - from + 1));
    }
    return sessions;
  }
}
