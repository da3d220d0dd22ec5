package org.circlejournal.query.release;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.Wave;

/**
 * Which sets of people have had a statistic of one scale released, wave by wave, and whether one
 * more would let somebody subtract.
 *
 * <p>A level at wave w tells a sum of w's scores over its set; a contrast ties sums at two waves
 * over its set. Whoever collects them all can add and subtract them as they like. So at each wave
 * the released sets cut the people into parts, each part being those who are in the same sets, and
 * whatever is computed takes a part as a whole or not at all. <b>A set is released only if every
 * part, at every wave that it touches, is nobody or at least k people.</b> For two waves this is
 * |R₀∖P| and |R₁∖P| each 0 or at least k. For more waves it also sees what no two sets show: of 13
 * people, contrasts over one eight and another eight, who share three, tell the sum of those three.
 *
 * <p>Figures that are not rounded can be subtracted from each other without loss, spread included.
 * So of sets that left exactly, every part is nobody or at least 2k; a set that would cut off fewer
 * leaves rounded, as those few would by themselves.
 *
 * <p>Where a released set can no longer be told (somebody withdrew, or a key is gone), its waves
 * take part in no further contrast.
 */
public final class ReleasedSets {

  private final int least;
  private final int leastExactly;
  private final Map<Wave, List<Set<SurveyCode>>> sets = new HashMap<>();

  /** Those of them whose figures were not rounded. */
  private final Map<Wave, List<Set<SurveyCode>>> exact = new HashMap<>();

  private final Set<Wave> untold = new HashSet<>();

  /**
   * @param least people in a part; 0 lets everything leave
   * @param leastExactly people in a part of those sets that were not rounded
   */
  ReleasedSets(int least, int leastExactly) {
    this.least = least;
    this.leastExactly = leastExactly;
  }

  /**
   * A statistic over this set left, about these waves.
   *
   * @param exactly whether it was not rounded
   */
  public void released(Set<SurveyCode> set, boolean exactly, Wave... waves) {
    for (Wave wave : waves) {
      sets.computeIfAbsent(wave, w -> new ArrayList<>()).add(set);
      if (exactly) {
        exact.computeIfAbsent(wave, w -> new ArrayList<>()).add(set);
      }
    }
  }

  /** A statistic about these waves left, over a set that is not known any more. */
  public void releasedUntold(Wave... waves) {
    untold.addAll(List.of(waves));
  }

  public boolean mayRelease(Set<SurveyCode> set, Wave... waves) {
    for (Wave wave : waves) {
      if ((least > 0 && untold.contains(wave))
          || cutsOff(least, set, sets.getOrDefault(wave, List.of()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it may also leave without being rounded. */
  public boolean mayReleaseExactly(Set<SurveyCode> set, Wave... waves) {
    for (Wave wave : waves) {
      if (cutsOff(leastExactly, set, exact.getOrDefault(wave, List.of()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether some part would be of fewer than these. */
  private static boolean cutsOff(int least, Set<SurveyCode> set, List<Set<SurveyCode>> before) {
    List<Set<SurveyCode>> all = new ArrayList<>(before);
    all.add(set);
    Map<List<Boolean>, Integer> parts = new HashMap<>();
    Set<SurveyCode> people = new HashSet<>();
    all.forEach(people::addAll);
    for (SurveyCode person : people) {
      List<Boolean> membership = all.stream().map(s -> s.contains(person)).toList();
      parts.merge(membership, 1, Integer::sum);
    }
    return parts.values().stream().anyMatch(size -> size < least);
  }
}
