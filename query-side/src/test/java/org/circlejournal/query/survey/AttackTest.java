package org.circlejournal.query.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.circlejournal.events.access.Role;
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

  /** So many are enough to find what is not held back. */
  private static final int SOME = 60;

  @Test
  void nothing_that_left_is_about_a_few_people_whoever_asks_and_whenever() {
    long heard = 0;
    long glued = 0;
    long pulses = 0;
    long begun = System.nanoTime();
    for (int i = 0; i < PROGRAMMES; i++) {
      Programme programme = programme(ReleaseRules.LAW, i).lives();
      assertThat(programme.attacker().catches(new SplittableRandom(i)))
          .as("programme %d of seed %d", i, SEED)
          .isEmpty();
      heard += programme.attacker().heard();
      glued += programme.gluedCircles();
      pulses += programme.attacker().heardAbout("session");
    }
    System.out.printf(
        "attack: %d programmes of seed %d, %d figures heard, %d circles glued,"
            + " %d figures of pulses, %d s%n",
        PROGRAMMES, SEED, heard, glued, pulses, (System.nanoTime() - begun) / 1_000_000_000);
    assertThat(heard).as("figures, or nothing was tried").isGreaterThan(20L * PROGRAMMES);
    assertThat(glued).as("circles in blocks").isGreaterThan(PROGRAMMES / 4);
    assertThat(pulses).as("different figures of pulses").isGreaterThan(5L * PROGRAMMES);
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

  // --- pulses ------------------------------------------------------------------------------------

  @Test
  void pulses_of_whoever_came_are_found_where_nobody_counts_them() {
    assertThat(found(BrokenRules.NOBODY_IS_FEW, AttackTest::pulsesOnly))
        .containsKeys(Caught.FEW_PEOPLE, Caught.SINGLE_ANSWER, Caught.INSIDER);
  }

  @Test
  void of_k_pulses_a_colleague_knows_too_few_others() {
    assertThat(found(BrokenRules.K_ARE_ENOUGH, AttackTest::pulsesOnly))
        .containsKeys(Caught.INSIDER, Caught.FEW_COUNTED)
        .doesNotContainKey(Caught.FEW_PEOPLE);
  }

  @Test
  void intervals_of_pulses_below_2k_are_found() {
    assertThat(found(BrokenRules.DETAIL_AT_ONCE, AttackTest::pulsesOnly))
        .containsKeys(Caught.DETAIL, Caught.EXACT_BELOW_2K);
  }

  @Test
  void pulses_that_were_not_rounded_are_found() {
    assertThat(found(BrokenRules.PULSES_AS_THEY_ARE, AttackTest::pulsesOnly))
        .containsOnlyKeys(Caught.EXACT_BELOW_2K);
  }

  @Test
  void pulses_of_few_that_only_pools_hold_are_found_by_subtraction() {
    assertThat(found(BrokenRules.UNGLUED, AttackTest::pulsesOnly)).containsKey(Caught.FEW_PEOPLE);
  }

  private static Programme pulsesOnly(Programme programme) {
    return programme.livesOnly(Life.Part.SESSIONS);
  }

  // --- the past ----------------------------------------------------------------------------------

  /** Whoever asks once, at the end, has one set for each figure; the past holds the others. */
  @Test
  void figures_that_are_counted_anew_are_found_by_who_asks_for_the_past() {
    assertThat(found(ReleaseRules.LAW, programme -> atTheEnd(programme.countingAnew(), false)))
        .isEmpty();
    assertThat(found(ReleaseRules.LAW, programme -> atTheEnd(programme.countingAnew(), true)))
        .containsKeys(Caught.FEW_PEOPLE, Caught.INSIDER);
    assertThat(found(ReleaseRules.LAW, programme -> atTheEnd(programme, true))).isEmpty();
  }

  /** A year in which nobody asks; then all do for now, and perhaps for the past. */
  private static Programme atTheEnd(Programme programme, boolean past) {
    programme.readers().heardOnly(asked -> false);
    programme.lives();
    programme.readers().heardOnly(asked -> past || !asked.past());
    programme.readers().everybodyAsks();
    for (int i = 0; i < 50; i++) {
      programme.readers().somebodyAsks();
    }
    return programme;
  }

  // --- roles -------------------------------------------------------------------------------------

  @Test
  void whatever_a_role_is_shown_is_heard() {
    for (Role role : List.of(Role.MEMBER, Role.DASHBOARD, Role.RESEARCHER)) {
      assertThat(found(BrokenRules.K_ARE_ENOUGH, programme -> heardBy(role, programme)))
          .as("%s", role)
          .containsKeys(Caught.INSIDER);
    }
    assertThat(found(BrokenRules.K_ARE_ENOUGH, programme -> heardBy(Role.AUDITOR, programme)))
        .containsOnlyKeys(Caught.FEW_COUNTED);
    Programme nothing =
        heardBy(Role.STEWARD, new Programme(BrokenRules.K_ARE_ENOUGH, new SplittableRandom(SEED)));
    assertThat(nothing.attacker().heard()).as("figures that a steward reads").isZero();
  }

  private static Programme heardBy(Role role, Programme programme) {
    programme.readers().heardOnly(asked -> asked.role() == role);
    return programme.lives();
  }

  // --- playing -----------------------------------------------------------------------------------

  /** By what left of surveys alone. */
  private static Map<Caught, Integer> found(ReleaseRules rules) {
    return found(rules, programme -> programme.livesOnly(Life.Part.SURVEYS));
  }

  /** What the attacker finds in some programmes, and in how many. */
  private static Map<Caught, Integer> found(ReleaseRules rules, UnaryOperator<Programme> life) {
    Map<Caught, Integer> found = new EnumMap<>(Caught.class);
    for (int i = 0; i < SOME; i++) {
      life.apply(programme(rules, i))
          .attacker()
          .catches(new SplittableRandom(i))
          .keySet()
          .forEach(caught -> found.merge(caught, 1, Integer::sum));
    }
    return found;
  }

  private static Programme programme(ReleaseRules rules, int number) {
    return new Programme(rules, new SplittableRandom(SEED + 7919L * number));
  }
}
