package org.circlejournal.query.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.circlejournal.query.release.BrokenRules;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.survey.Attacker.Caught;
import org.junit.jupiter.api.Test;

/**
 * The attack: programmes of circles live through a year and more, all that is answered goes to the
 * {@link Attacker}, and it finds nothing; but it does where a rule is missing. {@code
 * -Dattack.programmes=100000} plays more.
 */
class AttackTest {

  private static final int PROGRAMMES = Integer.getInteger("attack.programmes", 1_000);
  private static final long SEED = Long.getLong("attack.seed", 20260112L);

  @Test
  void nothing_that_left_is_about_a_few_people_whoever_asks_and_whenever() {
    long heard = 0;
    long glued = 0;
    long begun = System.nanoTime();
    for (int i = 0; i < PROGRAMMES; i++) {
      Programme programme = programme(ReleaseRules.LAW, i);
      assertThat(programme.attacker().catches(new SplittableRandom(i)))
          .as("programme %d of seed %d", i, SEED)
          .isEmpty();
      heard += programme.attacker().heard();
      glued += programme.gluedCircles();
    }
    System.out.printf(
        "attack: %d programmes, %d figures heard, %d circles glued, %d s%n",
        PROGRAMMES, heard, glued, (System.nanoTime() - begun) / 1_000_000_000);
    assertThat(heard).as("figures, or nothing was tried").isGreaterThan(20L * PROGRAMMES);
    assertThat(glued).as("circles in blocks").isGreaterThan(PROGRAMMES / 4);
  }

  @Test
  void without_the_rule_of_sets_a_few_people_and_single_answers_are_found() {
    assertThat(found(BrokenRules.SUBTRACTABLE))
        .containsKeys(Caught.FEW_PEOPLE, Caught.SINGLE_ANSWER);
  }

  @Test
  void without_gluing_a_few_people_are_found() {
    assertThat(found(BrokenRules.UNGLUED)).containsKey(Caught.FEW_PEOPLE);
  }

  @Test
  void with_k_instead_of_one_more_a_member_knows_too_few_others() {
    assertThat(found(BrokenRules.K_ARE_ENOUGH)).containsKey(Caught.INSIDER);
  }

  @Test
  void detail_below_2k_is_found() {
    assertThat(found(BrokenRules.DETAIL_AT_ONCE)).containsKey(Caught.DETAIL);
  }

  @Test
  void exact_figures_of_a_few_who_left_are_found() {
    assertThat(found(BrokenRules.EXACTLY_SUBTRACTABLE)).containsKey(Caught.EXACT_BELOW_2K);
  }

  @Test
  void what_is_rounded_twice_is_found() {
    assertThat(found(BrokenRules.ROUNDED_OFTEN)).containsKey(Caught.FINER_THAN_ITS_GRID);
  }

  /** What the attacker finds in some programmes, and in how many. */
  private static Map<Caught, Integer> found(ReleaseRules rules) {
    Map<Caught, Integer> found = new EnumMap<>(Caught.class);
    for (int i = 0; i < 150; i++) {
      programme(rules, i)
          .attacker()
          .catches(new SplittableRandom(i))
          .keySet()
          .forEach(caught -> found.merge(caught, 1, Integer::sum));
    }
    return found;
  }

  private static Programme programme(ReleaseRules rules, int number) {
    return new Programme(rules, new SplittableRandom(SEED + 7919L * number)).lives();
  }
}
