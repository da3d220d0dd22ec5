package org.circlejournal.query.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.release.BrokenRules;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.survey.Attacker.Caught;
import org.circlejournal.query.survey.Programme.Circle;
import org.circlejournal.query.survey.Programme.Scoring;
import org.junit.jupiter.api.Test;

/**
 * Attacks that were worked out with numbers before the rules were written, and what answers them.
 */
class WorkedExamplesTest {

  private static final Scoring EXHAUSTION = Scoring.of("mbi-hss", "emotional-exhaustion");
  private static final Instant BASELINE = Instant.parse("2026-01-26T18:00:00Z");
  private static final Instant ENDPOINT = Instant.parse("2027-01-11T18:00:00Z");

  /** Eight people with 34.5 on average; the eighth, who leaves, has 48. */
  private static final List<Integer> EIGHT = List.of(30, 31, 32, 33, 33, 34, 35, 48);

  /** The other seven at the end, with 28.0 on average. */
  private static final List<Integer> SEVEN = List.of(20, 24, 26, 28, 30, 32, 36);

  @Test
  void two_levels_and_their_change_do_not_give_the_eighth_score() {
    Programme programme = leaver(ReleaseRules.LAW);

    assertThat(level(programme, Wave.BASELINE).sum()).isEqualTo(34.5);
    assertThat(level(programme, Wave.ENDPOINT).sum()).isEqualTo(28.0);
    ResultReleased change = change(programme);
    assertThat(change.n()).isNull();
    assertThat(change.withheld()).isEqualTo("would-allow-subtraction");
    assertThat(caught(programme)).isEmpty();
  }

  @Test
  void without_the_rule_of_sets_they_give_it() {
    Programme programme = leaver(BrokenRules.SUBTRACTABLE);

    double first = Objects.requireNonNull(level(programme, Wave.BASELINE).sum());
    double last = Objects.requireNonNull(level(programme, Wave.ENDPOINT).sum());
    double change = Objects.requireNonNull(change(programme).sum());
    assertThat(8 * first - 7 * (last - change)).isCloseTo(48, offset(2.0));
    assertThat(caught(programme)).containsEntry(Caught.FEW_PEOPLE, "the sum of people {7}");
  }

  private static Programme leaver(ReleaseRules rules) {
    Programme programme = programme(rules);
    Circle circle = programme.new Circle("CLINIC-A", false, 5, 8);
    wave(circle, Wave.BASELINE, BASELINE, EIGHT);
    wave(circle, Wave.ENDPOINT, ENDPOINT, SEVEN);
    programme.publish(circle);
    programme.ask(circle);
    return programme;
  }

  @Test
  void all_without_a_workplace_and_a_circle_is_not_three_people() {
    Programme programme = pools(ReleaseRules.LAW);

    assertThat(programme.gluedCircles()).isZero();
    assertThat(caught(programme)).isEmpty();
  }

  @Test
  void without_gluing_it_is() {
    Programme programme = pools(BrokenRules.UNGLUED);

    assertThat(caught(programme))
        .containsEntry(Caught.FEW_PEOPLE, "the sum of people {16, 17, 18}");
  }

  @Test
  void with_three_others_elsewhere_they_are_six_in_all_and_in_no_workplace() {
    Programme programme = pools(ReleaseRules.LAW);
    Circle fourth = programme.new Circle("CLINIC-A", false, 5, 3);
    wave(fourth, Wave.BASELINE, BASELINE.plusSeconds(60), List.of(22, 30, 41));
    programme.publish(fourth);
    programme.askPools();

    assertThat(programme.gluedCircles()).isEqualTo(2);
    assertThat(programme.answered("all").get(0).path("n").intValue()).isEqualTo(22);
    assertThat(programme.answered("all").get(0).path("circles").intValue()).isEqualTo(4);
    assertThat(programme.answered("CLINIC-A").get(0).path("n").intValue()).isEqualTo(8);
    assertThat(programme.answered("CLINIC-B").get(0).path("n").intValue()).isEqualTo(8);
    assertThat(caught(programme)).isEmpty();
  }

  @Test
  void circles_of_one_workplace_are_glued_there_and_a_made_up_one_never() {
    Programme programme = programme(ReleaseRules.LAW);
    Circle madeUp = programme.new Circle("CLINIC-A", true, 5, 4);
    Circle elsewhere = programme.new Circle("CLINIC-B", false, 5, 2);
    Circle first = programme.new Circle("CLINIC-A", false, 5, 3);
    Circle second = programme.new Circle("CLINIC-A", false, 5, 3);
    for (Circle circle : List.of(madeUp, elsewhere, first, second)) {
      wave(circle, Wave.BASELINE, BASELINE, EIGHT.subList(0, circle.people.size()));
      programme.publish(circle);
    }

    assertThat(programme.gluedCircles()).isEqualTo(2);
    assertThat(programme.answered("CLINIC-A").get(0).path("n").intValue()).isEqualTo(6);
    assertThat(programme.answered("CLINIC-A").get(0).path("imported").booleanValue()).isFalse();
    assertThat(programme.answered("CLINIC-A").get(1).path("imported").booleanValue()).isTrue();
    assertThat(programme.answered("CLINIC-A").get(1).path("withheld").textValue())
        .isEqualTo("fewer-than-k");
    assertThat(programme.answered("CLINIC-B").get(0).path("n").isNull()).isTrue();
  }

  /** A circle of eight at each of two workplaces, and one of three at the second. */
  private static Programme pools(ReleaseRules rules) {
    Programme programme = programme(rules);
    Circle first = programme.new Circle("CLINIC-A", false, 5, 8);
    Circle second = programme.new Circle("CLINIC-B", false, 5, 8);
    Circle third = programme.new Circle("CLINIC-B", false, 5, 3);
    wave(first, Wave.BASELINE, BASELINE, EIGHT);
    wave(second, Wave.BASELINE, BASELINE, List.of(12, 18, 22, 25, 27, 29, 31, 40));
    wave(third, Wave.BASELINE, BASELINE, List.of(20, 30, 44));
    for (Circle circle : List.of(first, second, third)) {
      programme.publish(circle);
      programme.ask(circle);
    }
    programme.askPools();
    return programme;
  }

  @Test
  void of_six_people_mean_and_spread_would_leave_a_few_sets_of_answers() {
    List<Integer> scores = List.of(17, 25, 28, 31, 36, 40);
    ResultReleased broken = level(six(BrokenRules.DETAIL_AT_ONCE, scores), Wave.BASELINE);
    double mean = Objects.requireNonNull(broken.sum());
    double sd = Objects.requireNonNull(broken.sd()) * 9;

    // Whoever has 31 looks for the other five.
    int sum = (int) Math.round(6 * mean) - 31;
    long squares = Math.round(5 * sd * sd + 6 * mean * mean) - 31L * 31;
    assertThat(sets(5, 0, sum, squares)).isBetween(1L, 60L);
  }

  @Test
  void of_six_people_the_rounded_mean_leaves_many() {
    List<Integer> scores = List.of(17, 25, 28, 31, 36, 40);
    Programme programme = six(ReleaseRules.LAW, scores);
    ResultReleased row = level(programme, Wave.BASELINE);
    assertThat(row.sd()).isNull();
    assertThat(row.low()).isNull();
    double mean = Objects.requireNonNull(row.sum());

    long left = 0;
    for (int sum = 0; sum <= 5 * 54; sum++) {
      if (Math.abs((sum + 31) / 6.0 - mean) <= 0.25) {
        left += sets(5, 0, sum, -1);
      }
    }
    assertThat(left).isGreaterThan(20_000);
    assertThat(caught(programme)).isEmpty();
  }

  private static Programme six(ReleaseRules rules, List<Integer> scores) {
    Programme programme = programme(rules);
    Circle circle = programme.new Circle("CLINIC-A", false, 5, 6);
    wave(circle, Wave.BASELINE, BASELINE, scores);
    programme.publish(circle);
    programme.ask(circle);
    return programme;
  }

  /**
   * How many sets of scores from 0 to 54 have this sum and these squares.
   *
   * @param least of the scores still to be chosen
   * @param squares −1 if they are not known
   */
  private static long sets(int people, int least, int sum, long squares) {
    if (people == 0) {
      return sum == 0 && squares <= 0 ? 1 : 0;
    }
    long found = 0;
    for (int score = least; score <= 54 && score * people <= sum; score++) {
      long rest = squares - (long) score * score;
      if (squares < 0 || rest >= 0) {
        found += sets(people - 1, score, sum - score, squares < 0 ? -1 : rest);
      }
    }
    return found;
  }

  // --- helpers
  // ------------------------------------------------------------------------------------

  private static Programme programme(ReleaseRules rules) {
    return new Programme(rules, new SplittableRandom(6), EXHAUSTION);
  }

  private static Map<Caught, String> caught(Programme programme) {
    return programme.attacker().catches(new SplittableRandom(6));
  }

  private static ResultReleased level(Programme programme, Wave wave) {
    return programme.ledger().stream()
        .filter(row -> row.row() == RowKind.WAVE && row.wave().equals(wave))
        .findFirst()
        .orElseThrow();
  }

  private static ResultReleased change(Programme programme) {
    return programme.ledger().stream()
        .filter(row -> row.row() == RowKind.CONTRAST)
        .findFirst()
        .orElseThrow();
  }

  /** The first people of the circle answer so that these are their sums. */
  private static void wave(Circle circle, Wave wave, Instant closing, List<Integer> sums) {
    Map<Integer, Map<String, Integer>> given = new HashMap<>();
    List<String> items = EXHAUSTION.instrument().scale(EXHAUSTION.scale()).items();
    for (int i = 0; i < sums.size(); i++) {
      Map<String, Integer> answers = new HashMap<>();
      int left = sums.get(i);
      for (int item = 0; item < items.size(); item++) {
        int answer = left / (items.size() - item);
        answers.put(items.get(item), answer);
        left -= answer;
      }
      given.put(circle.people.get(i), answers);
    }
    circle.wave(wave, Publish.AT_CLOSE, List.of(), closing, given);
  }
}
