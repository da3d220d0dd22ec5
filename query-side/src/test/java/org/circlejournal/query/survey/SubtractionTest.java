package org.circlejournal.query.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.junit.jupiter.api.Test;

/**
 * The attack itself. Every released figure is a linear equation in the scores of (person, wave).
 * Whoever has them all can add and subtract them at will; no combination may be about 1 to k − 1
 * people only.
 */
class SubtractionTest {

  private static final List<Wave> YEAR =
      List.of(Wave.BASELINE, new Wave("interim-1"), Wave.ENDPOINT, Wave.FOLLOW_UP);
  private static final int PEOPLE = 13;
  private static final int YEARS = 60;

  @Test
  void no_combination_of_what_left_is_about_a_few_people() {
    SplittableRandom random = new SplittableRandom(20260112);
    int changes = 0;
    for (int year = 0; year < YEARS; year++) {
      Map<Wave, List<Integer>> answered = new LinkedHashMap<>();
      Waves waves = new Waves().declaring("interim-1-endpoint", "endpoint-follow-up");
      for (Wave wave : YEAR) {
        List<Integer> people = someOf(random);
        answered.put(wave, people);
        waves
            .publishing(random.nextInt(4) == 0 ? Publish.WITH_CONTRAST : Publish.AT_CLOSE)
            .closed(wave, people, person -> person % 7);
      }
      List<double[]> equations = new ArrayList<>();
      for (ResultReleased row : waves.released()) {
        if (row.n() != null) {
          equations.add(equation(row, answered));
          changes += row.row() == RowKind.CONTRAST ? 1 : 0;
        }
      }
      expectNobodySingledOut(equations);
    }
    assertThat(changes).as("changes that left, or nothing was tried").isGreaterThan(30);
  }

  @Test
  void the_attack_finds_the_eighth_person_where_the_rule_is_broken() {
    Map<Wave, List<Integer>> answered =
        Map.of(Wave.BASELINE, Waves.people(1, 8), Wave.ENDPOINT, Waves.people(1, 7));
    List<double[]> equations =
        List.of(
            over(Waves.people(1, 8), 0, 1),
            over(Waves.people(1, 7), 2, 1),
            change(Objects.requireNonNull(answered.get(Wave.ENDPOINT)), 0, 2));

    assertThat(aboutOnly(equations, 1 << 7)).isTrue();
    assertThat(aboutOnly(equations.subList(0, 2), 1 << 7)).isFalse();
  }

  /** Mostly everybody, sometimes without a few or without many, so that rules are met closely. */
  private static List<Integer> someOf(SplittableRandom random) {
    List<Integer> people = new ArrayList<>(Waves.people(1, PEOPLE));
    int kind = random.nextInt(6);
    if (kind == 1) {
      people.remove(random.nextInt(people.size()));
    } else if (kind == 2) {
      people.subList(8, PEOPLE).clear();
    } else if (kind == 3) {
      people.subList(0, 5).clear();
    } else if (kind == 4) {
      people.subList(3, 8).clear();
    } else if (kind == 5) {
      people.removeIf(p -> random.nextInt(3) == 0);
    }
    return people;
  }

  private static double[] equation(ResultReleased row, Map<Wave, List<Integer>> answered) {
    int wave = YEAR.indexOf(row.wave());
    List<Integer> people = new ArrayList<>(Objects.requireNonNull(answered.get(row.wave())));
    if (row.fromWave() != null) {
      people.retainAll(Objects.requireNonNull(answered.get(row.fromWave())));
      return change(people, YEAR.indexOf(row.fromWave()), wave);
    }
    if (row.n() != null && row.n() != people.size()) { // over the completers of some contrast
      for (Wave other : YEAR) {
        List<Integer> both = new ArrayList<>(people);
        both.retainAll(Objects.requireNonNull(answered.get(other)));
        if (both.size() == row.n()) {
          return over(both, wave, 1);
        }
      }
    }
    return over(people, wave, 1);
  }

  private static double[] over(List<Integer> people, int wave, int sign) {
    double[] equation = new double[YEAR.size() * PEOPLE];
    people.forEach(person -> equation[wave * PEOPLE + person - 1] += sign);
    return equation;
  }

  private static double[] change(List<Integer> people, int from, int to) {
    double[] equation = over(people, to, 1);
    people.forEach(person -> equation[from * PEOPLE + person - 1] -= 1);
    return equation;
  }

  private static void expectNobodySingledOut(List<double[]> equations) {
    for (int few = 1; few < 1 << PEOPLE; few++) {
      if (Integer.bitCount(few) < Waves.K) {
        assertThat(aboutOnly(equations, few)).as("about %s", Integer.toBinaryString(few)).isFalse();
      }
    }
  }

  /** Whether a combination vanishes for everybody but these few, and not for all of them. */
  private static boolean aboutOnly(List<double[]> equations, int few) {
    List<double[]> others = new ArrayList<>();
    for (double[] equation : equations) {
      double[] rest = equation.clone();
      for (int i = 0; i < rest.length; i++) {
        if ((few >> (i % PEOPLE) & 1) == 1) {
          rest[i] = 0;
        }
      }
      others.add(rest);
    }
    return rank(others) < rank(equations);
  }

  private static int rank(List<double[]> rows) {
    List<double[]> left = new ArrayList<>();
    rows.forEach(row -> left.add(row.clone()));
    int rank = 0;
    for (int column = 0; column < YEAR.size() * PEOPLE && rank < left.size(); column++) {
      int pivot = rank;
      while (pivot < left.size() && Math.abs(left.get(pivot)[column]) < 1e-9) {
        pivot++;
      }
      if (pivot == left.size()) {
        continue;
      }
      double[] row = left.get(pivot);
      left.set(pivot, left.get(rank));
      left.set(rank, row);
      for (int i = rank + 1; i < left.size(); i++) {
        double factor = left.get(i)[column] / row[column];
        for (int j = column; j < row.length; j++) {
          left.get(i)[j] -= factor * row[j];
        }
      }
      rank++;
    }
    return rank;
  }
}
