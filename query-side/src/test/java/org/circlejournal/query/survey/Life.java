package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.survey.Programme.Circle;
import org.circlejournal.query.survey.Programme.Pulse;
import org.circlejournal.query.survey.Programme.Scoring;

/**
 * A year and more of a programme, drawn at random: circles of all kinds, people who join late,
 * leave, withdraw, come back and are erased, waves with holes, sessions with pulses; and in between
 * people who ask.
 */
final class Life {

  /** What a circle is asked in. */
  enum Part {
    SURVEYS,
    SESSIONS
  }

  private static final List<Wave> YEAR =
      List.of(
          Wave.BASELINE,
          new Wave("interim-1"),
          new Wave("interim-2"),
          Wave.ENDPOINT,
          Wave.FOLLOW_UP);

  private static final List<Tool> TOOLS = List.of(Tool.STILLNESS, Tool.BREATHING);

  /** When it is over, in quarters of a year. */
  private static final double END = 6.6;

  private final Programme programme;
  private final Set<Part> parts;
  private final SplittableRandom random;
  private final Scoring scoring;
  private final TreeMap<Double, Runnable> happens = new TreeMap<>();

  Life(Programme programme, Set<Part> parts) {
    this.programme = programme;
    this.parts = parts;
    this.random = programme.random;
    this.scoring = programme.scoring;
  }

  /** Everything happens, in any order; at the end everybody asks. */
  void runs() {
    int many = 2 + random.nextInt(6);
    for (int i = 0; i < many; i++) {
      int size =
          switch (random.nextInt(6)) {
            case 0, 1 -> 6 + random.nextInt(10);
            case 2 -> 12 + random.nextInt(4);
            default -> 2 + random.nextInt(6);
          };
      programme
      .new Circle(
          Programme.WORKPLACES.get(random.nextInt(Programme.WORKPLACES.size())),
          random.nextInt(6) == 0,
          random.nextInt(8) == 0 ? 6 : 5,
          size);
    }
    programme.circles.forEach(circle -> new Fate(circle).plan());
    happens.forEach(
        (when, what) -> {
          programme.isNow(when);
          what.run();
        });
    programme.isNow(END);
    programme.circles.forEach(programme::publish);
    programme.readers().everybodyAsks();
    for (int i = 0; i < 8; i++) {
      programme.readers().somebodyAsks();
    }
  }

  /** What comes to one circle and its people. */
  private final class Fate {
    private final Circle circle;
    private final Map<Integer, Integer> joins = new HashMap<>();
    private final Map<Integer, Integer> leaves = new HashMap<>();

    /** Whether everybody answers all, and some leave at once. */
    private final boolean together;

    Fate(Circle circle) {
      this.circle = circle;
      this.together = circle.people.size() > 10 && random.nextInt(2) == 0;
    }

    void plan() {
      people();
      if (parts.contains(Part.SURVEYS)) {
        waves();
      }
      if (parts.contains(Part.SESSIONS)) {
        sessions();
      }
    }

    private void people() {
      int restless = random.nextInt(4);
      int parting = 1 + random.nextInt(4);
      for (int person : circle.people) {
        joins.put(person, random.nextInt(6) < restless ? random.nextInt(5) : 0);
        leaves.put(person, random.nextInt(6) < restless ? 1 + random.nextInt(5) : 5);
        if (together) {
          joins.put(person, 0);
          leaves.put(person, person < circle.people.get(5) ? parting : 5);
          continue;
        }
        double when = random.nextDouble(5.0);
        int fate = random.nextInt(24);
        if (fate == 0) {
          happens.put(when, () -> goes(circle.erased, person));
        } else if (fate <= 2) {
          happens.put(when, () -> goes(circle.withdrawn, person));
          if (fate == 2) {
            happens.put(
                when + random.nextDouble(2.0),
                () -> {
                  circle.withdrawn.remove(person);
                  circle.givenAfter.put(person, circle.closings.size());
                });
          }
        }
      }
    }

    private void goes(Set<Integer> where, int person) {
      where.add(person);
      programme.somebodyWent(circle);
    }

    private boolean isThere(int person, int quarter) {
      return Objects.requireNonNull(joins.get(person)) <= quarter
          && quarter < Objects.requireNonNull(leaves.get(person))
          && circle.mayBeUsed(person);
    }

    // --- waves -----------------------------------------------------------------------------------

    private void waves() {
      int first = random.nextInt(12) == 0 ? 1 : 0;
      int lag = random.nextInt(3);
      for (int w = first; w < YEAR.size(); w++) {
        int wave = w;
        boolean held = w == 0 || w == 3 || random.nextInt(3) == 0;
        if (held && random.nextInt(12) != 0) {
          double when = w + 0.9 * random.nextDouble();
          happens.put(when, () -> wave(wave, when));
          happens.put(
              when + (lag == 0 ? 0.001 : random.nextDouble(1.5)),
              () -> {
                programme.publish(circle);
                maybeSomebodyAsks();
              });
        }
      }
    }

    private void wave(int wave, double when) {
      Map<Integer, Map<String, Integer>> given = new HashMap<>();
      int absent = together ? 0 : random.nextInt(4);
      for (int person : circle.people) {
        if (isThere(person, wave) && random.nextInt(16) >= absent) {
          given.put(person, answers(together));
        }
      }
      circle.wave(
          YEAR.get(wave),
          random.nextInt(4) == 0 ? Publish.WITH_CONTRAST : Publish.AT_CLOSE,
          contrasts(),
          Programme.at(when),
          given);
    }

    // --- sessions --------------------------------------------------------------------------------

    private void sessions() {
      int many = random.nextInt(5);
      double when = 0;
      for (int i = 1; i <= many; i++) {
        when += 0.01 + random.nextDouble(1.4);
        int session = i;
        int quarter = (int) Math.min(4, when);
        happens.put(
            when,
            () -> {
              circle.session(session, box(quarter));
              maybeSomebodyAsks();
            });
      }
    }

    private Map<Integer, Pulse> box(int quarter) {
      Map<Integer, Pulse> box = new HashMap<>();
      int absent = together ? 0 : random.nextInt(4);
      List<Tool> tried = TOOLS.subList(0, random.nextInt(TOOLS.size() + 1));
      for (int person : circle.people) {
        if (isThere(person, quarter) && random.nextInt(16) >= absent) {
          Map<Tool, Integer> ratings = new HashMap<>();
          for (Tool tool : tried) {
            if (random.nextInt(8) != 0) {
              ratings.put(tool, 2 + random.nextInt(3));
            }
          }
          box.put(person, new Pulse(1 + random.nextInt(9), 1 + random.nextInt(9), ratings));
        }
      }
      if (random.nextInt(4) == 0) { // somebody was not there after all, and is taken out again
        circle.people.stream().filter(box::containsKey).findFirst().ifPresent(box::remove);
      }
      return box;
    }
  }

  private void maybeSomebodyAsks() {
    for (int i = random.nextInt(3); i > 0; i--) {
      programme.readers().somebodyAsks();
    }
  }

  private List<String> contrasts() {
    List<String> contrasts = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      int from = random.nextInt(YEAR.size() - 1);
      int to = from + 1 + random.nextInt(YEAR.size() - 1 - from);
      contrasts.add(YEAR.get(from) + "-" + YEAR.get(to));
    }
    return contrasts;
  }

  /**
   * Of somebody who is neither at the one end of the scale nor at the other: where all stand at an
   * end, the mean alone tells everybody's answer, and no rule about sets can help. Pulses and
   * ratings stay off the ends for the same reason.
   */
  private Map<String, Integer> answers(boolean all) {
    List<Integer> options =
        scoring.instrument().options().stream().map(o -> o.value()).sorted().toList();
    List<String> items = scoring.instrument().scale(scoring.scale()).items();
    while (true) {
      double target = 0.15 + 0.7 * random.nextDouble();
      Map<String, Integer> given = new HashMap<>();
      for (String item : items) {
        boolean reversed = scoring.instrument().scale(scoring.scale()).reversed().contains(item);
        double place = target + 0.4 * (random.nextDouble() - 0.5);
        int option = (int) Math.round(Math.min(1, Math.max(0, place)) * (options.size() - 1));
        given.put(item, options.get(reversed ? options.size() - 1 - option : option));
      }
      if (!all && random.nextInt(10) == 0) {
        int missing = 1 + random.nextInt(items.size());
        items.subList(0, missing).forEach(given::remove);
      }
      Double score = scoring.score(given);
      double range = scoring.highest() - scoring.least();
      if (score == null
          || ((score - scoring.least()) / range > 0.1 && (score - scoring.least()) / range < 0.9)) {
        return given;
      }
    }
  }
}
