package org.circlejournal.query.release;

import java.util.Collection;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.query.release.ReleaseRounding.Rounded;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which figures about people leave. There is one set of rules, {@link #LAW}. They are
 * a value, and only this package can make another, so that a test can take one rule away and see
 * the attack succeed that the rule answers.
 *
 * <p>Class A, the session, is open and needs no rule. Class B is participation: {@link #share},
 * {@link #countMayLeave} and {@link #countsMayLeave}. Class C is answers: all the others.
 */
public abstract class ReleaseRules {

  /** Reasons why figures are null. */
  public static final String FEWER_THAN_K = "fewer-than-k";

  public static final String WOULD_ALLOW_SUBTRACTION = "would-allow-subtraction";
  public static final String ROUNDED_BELOW_2K = "rounded-below-2k";

  /** What is in force, and the only rules there are outside tests. */
  public static final ReleaseRules LAW = new Law();

  private static final class Law extends ReleaseRules {}

  ReleaseRules() {}

  /**
   * Whether so many people are enough for a statistic of their answers: k + 1, because whoever
   * knows the own answer still has k others before them.
   */
  public boolean enough(int people, int k) {
    return people > k;
  }

  /**
   * Whether so many people are enough for everything: spread, intervals, probabilities, counts.
   * Below, mean and SD together would leave few sets of answers.
   */
  public boolean detail(int people, int k) {
    return people >= 2 * k;
  }

  /**
   * The count rule: a count of people and its complement are nobody, or at least k.
   *
   * @param people who are counted
   * @param all out of whom
   */
  public boolean countMayLeave(int people, int all, int k) {
    int others = all - people;
    return (people == 0 || people >= k) && (others == 0 || others >= k);
  }

  /**
   * The count rule for the kinds that make up a whole: each count is nobody's, or of at least k.
   * All may leave or none, because the one that is kept back would follow from the others.
   */
  public boolean countsMayLeave(Collection<Integer> counts, int k) {
    int all = counts.stream().mapToInt(count -> count).sum();
    return counts.stream().allMatch(count -> countMayLeave(count, all, k));
  }

  /**
   * A share over a finished block of sessions, to 5%: of those present, or of the sessions in which
   * something happened.
   *
   * @param part how many members came, over all its sessions; or how many sessions
   * @param whole out of how many
   * @param fewest members at any of its sessions
   * @return null if there were no sessions, or fewer members than k
   */
  public @Nullable Double share(int part, int whole, int fewest, int k) {
    return whole == 0 || fewest < k ? null : (Double) toFivePercent((double) part / whole);
  }

  /** A share, or a mean of shares that have left, to 5%. */
  public static double toFivePercent(double share) {
    return Math.round(20.0 * share) / 20.0;
  }

  /**
   * A level of a group below 2k, rounded once.
   *
   * @param mean of the people's means, not rounded
   */
  public Rounded level(Instrument instrument, String scale, double mean) {
    return ReleaseRounding.level(instrument, scale, mean);
  }

  /**
   * A change of a group below 2k; both means are of the same people.
   *
   * @param earlier mean of the people's means, not rounded
   * @param later the same at the later wave
   */
  public Rounded change(Instrument instrument, String scale, double earlier, double later) {
    return ReleaseRounding.change(instrument, scale, earlier, later);
  }

  /**
   * A mean of pulses or ratings of a group below 2k, rounded once; a change is the difference of
   * two of these.
   */
  public double pulse(double mean) {
    return ReleaseRounding.pulse(mean);
  }

  /** Nothing released yet, of one scale of one circle or block: sets may not be subtracted. */
  public ReleasedSets sets(int k) {
    return new ReleasedSets(k, 2 * k);
  }

  /**
   * Whether circles of so many people together are a block, which pools take as a whole or not at
   * all.
   */
  public boolean isBlock(int people, int k) {
    return enough(people, k);
  }
}
