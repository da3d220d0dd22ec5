package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.circlejournal.query.survey.Equations.Atom;
import org.circlejournal.query.survey.Equations.Equation;
import org.jspecify.annotations.Nullable;

/**
 * Whoever collects all that was ever answered, to anybody, and can count. Of each figure it also
 * knows over whom it is, which is more than anybody is told; of the rules it knows all. What it
 * tries to find is {@link Caught}.
 *
 * <p>Each figure is a linear equation in the cells (person, question): scores of a scale at a wave,
 * pulses and ratings of a session. All that anybody heard is one system, see {@link Equations}.
 */
final class Attacker {

  /**
   * What people are asked.
   *
   * @param about a wave's scale, or a session's pulse or tool
   * @param least that may be answered
   */
  record Question(String about, int least, int highest) {
    int range() {
      return highest - least;
    }
  }

  /** One person's answer, as part of a figure. */
  record Cell(int person, Question of, int sign, double truth) {}

  /**
   * People who were added up, and rounded, together.
   *
   * @param half half a step of the grid to which their mean was rounded; 0 if it was not
   */
  record Group(List<Cell> cells, int k, double half) {
    /** How many answers were added up; of a change, pairs of them. */
    long answers() {
      return cells.stream().filter(cell -> cell.sign() > 0).count();
    }

    long people() {
      return cells.stream().mapToInt(Cell::person).distinct().count();
    }
  }

  /**
   * A figure that was answered.
   *
   * @param subject what it is about; sets of the same subject are compared
   * @param change whether it is the difference of two figures
   * @param detail whether spread, interval, probability or a count came with it
   * @param said as it was answered; its text is for whoever reads of a catch
   */
  record Figure(
      String subject,
      List<Group> groups,
      double mean,
      boolean change,
      boolean detail,
      Object said) {}

  /** What no answer may tell. */
  enum Caught {
    /** A sum over 1 to k − 1 people follows exactly. */
    FEW_PEOPLE,
    /** One answer is known to less than a quarter of the scale. */
    SINGLE_ANSWER,
    /** Whoever knows the own answer knows a sum over fewer than k others. */
    INSIDER,
    /** Spread, interval, probability or count of fewer than 2k people. */
    DETAIL,
    /** The sum of fewer than 2k people follows without any rounding. */
    EXACT_BELOW_2K,
    /** A group's figure is known more finely than it was rounded. */
    FINER_THAN_ITS_GRID,
    /** A list of what left names a number of people who are too few. */
    FEW_COUNTED
  }

  private final Equations equations = new Equations();
  private final Map<String, Set<BitSet>> sets = new HashMap<>();
  private final Map<Caught, String> caught = new EnumMap<>(Caught.class);
  private int heard;

  /** How many figures it heard. */
  int heard() {
    return heard;
  }

  /** How many different figures it heard about subjects that begin so. */
  int heardAbout(String subject) {
    return sets.keySet().stream()
        .filter(one -> one.startsWith(subject))
        .mapToInt(one -> sets.getOrDefault(one, Set.of()).size())
        .sum();
  }

  // --- listening ---------------------------------------------------------------------------------

  /** Hears the same again: nothing new. */
  void hearsAgain(int figures) {
    heard += figures;
  }

  /** Hears how many people are behind a figure that left. */
  void hearsCount(int people, int k, Object said) {
    heard++;
    if (people <= k) {
      caught.putIfAbsent(Caught.FEW_COUNTED, said.toString());
    }
  }

  void hears(Figure figure) {
    heard++;
    if (figure.detail() && figure.groups().stream().anyMatch(g -> g.people() < 2L * g.k())) {
      caught.putIfAbsent(Caught.DETAIL, figure.said().toString());
    }
    BitSet places = equations.add(figure);
    Set<BitSet> before = sets.computeIfAbsent(figure.subject(), s -> new HashSet<>());
    if (before.add(places)) {
      for (BitSet other : before) {
        difference(places, other, figure);
        difference(other, places, figure);
      }
      difference(places, new BitSet(), figure);
    }
  }

  /** What is left when one set is taken from another that holds it. */
  private void difference(BitSet larger, BitSet smaller, Figure figure) {
    BitSet rest = (BitSet) larger.clone();
    rest.andNot(smaller);
    boolean holds = larger.cardinality() - rest.cardinality() == smaller.cardinality();
    if (holds && !rest.isEmpty()) {
      BitSet people = equations.people(rest);
      if (people.cardinality() - 1 < equations.kOf(people)) {
        caught.putIfAbsent(Caught.INSIDER, people + " of " + figure.said());
      }
    }
  }

  // --- thinking ----------------------------------------------------------------------------------

  /**
   * @param random which members talk
   */
  Map<Caught, String> catches(SplittableRandom random) {
    String finer = equations.finer();
    if (finer != null) {
      caught.putIfAbsent(Caught.FINER_THAN_ITS_GRID, finer);
    }
    List<Equation> all = equations.all();
    List<Atom> atoms = equations.atoms(all);
    look(Caught.FEW_PEOPLE, new FewPeople(equations, all, atoms, 1).found());
    List<Equation> exact = all.stream().filter(equation -> equation.grid() == 0).toList();
    look(Caught.EXACT_BELOW_2K, new FewPeople(equations, exact, equations.atoms(exact), 2).found());
    look(
        Caught.SINGLE_ANSWER,
        new SingleAnswers(equations, all, atoms, talking(atoms, random)).found());
    return caught;
  }

  private void look(Caught finding, @Nullable String found) {
    if (found != null) {
      caught.putIfAbsent(finding, found);
    }
  }

  /** Members talk, so many that k who do not are left in each atom. */
  private BitSet talking(List<Atom> atoms, SplittableRandom random) {
    BitSet talking = new BitSet();
    List<Integer> people = new ArrayList<>(equations.everybody());
    while (!people.isEmpty()) {
      int person = people.remove(random.nextInt(people.size()));
      talking.set(person);
      boolean tooMany =
          atoms.stream()
              .filter(a -> a.people().get(person))
              .anyMatch(a -> silent(a.people(), talking) < equations.kOf(a.people()));
      if (tooMany) {
        talking.clear(person);
      }
    }
    return talking;
  }

  private static int silent(BitSet people, BitSet talking) {
    BitSet rest = (BitSet) people.clone();
    rest.andNot(talking);
    return rest.cardinality();
  }
}
