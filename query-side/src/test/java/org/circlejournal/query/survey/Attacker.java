package org.circlejournal.query.survey;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.circlejournal.events.survey.Wave;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;

/**
 * Whoever collects all that was ever answered, to anybody, and can count. Of each figure it also
 * knows over whom it is, which is more than anybody is told; of the rules it knows all. What it
 * tries to find is {@link Caught}.
 *
 * <p>Each figure is a linear equation in the cells (person, wave) of one scale. Cells that are in
 * the same equations with the same signs cannot be told apart and make an atom; whatever is
 * computed takes an atom as a whole or not at all.
 */
final class Attacker {

  /** One person's score at one wave, as part of a figure. */
  record Cell(int person, Wave wave, int sign, double truth) {}

  /**
   * A row that was answered.
   *
   * @param groups the groups that were rounded each for itself
   * @param items of the scale
   */
  record Row(
      JsonNode json, List<List<Cell>> groups, int people, int k, boolean change, int items) {}

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
    FINER_THAN_ITS_GRID
  }

  private static final List<String> DETAILS =
      List.of(
          "sd",
          "low",
          "high",
          "p",
          "dz",
          "dzLow",
          "dzHigh",
          "dav",
          "improved",
          "unchanged",
          "worsened",
          "prorated");

  private static final double NOISE = 1e-7;
  private static final long PRIME = 2_147_483_647L;

  /** A combination of so few atoms is looked for at most so often in one programme. */
  private static final int TRIES = 20_000;

  private record Place(int person, Wave wave) {}

  /**
   * @param low least value of the sum, in the unit of the options
   * @param grid how wide it was rounded; 0 if it was not
   */
  private record Equation(
      Map<Place, Integer> cells, double low, double high, double grid, boolean change) {}

  /** Cells that stand in the same equations. */
  private record Atom(List<Place> cells, BitSet people, Map<Integer, Integer> in) {}

  private final int least;
  private final int highest;
  private final Map<Place, Double> truths = new HashMap<>();
  private final Map<Integer, Integer> k = new HashMap<>();
  private final Map<Map<Place, Integer>, Equation> equations = new LinkedHashMap<>();
  private final Map<String, Set<BitSet>> sets = new TreeMap<>();
  private final Map<Caught, String> caught = new EnumMap<>(Caught.class);
  private int heard;

  Attacker(int least, int highest) {
    this.least = least;
    this.highest = highest;
  }

  /** How many answers it heard. */
  int heard() {
    return heard;
  }

  // --- listening --------------------------------------------------------------------------------

  void hears(Row row) {
    heard++;
    Map<Place, Integer> cells = new HashMap<>();
    BitSet people = new BitSet();
    for (List<Cell> group : row.groups()) {
      long inGroup = group.stream().map(Cell::person).distinct().count();
      if (inGroup < 2L * row.k() && DETAILS.stream().anyMatch(d -> !row.json().path(d).isNull())) {
        caught.putIfAbsent(Caught.DETAIL, row.json().toString());
      }
      for (Cell cell : group) {
        cells.put(new Place(cell.person(), cell.wave()), cell.sign());
        truths.put(new Place(cell.person(), cell.wave()), cell.truth());
        k.merge(cell.person(), row.k(), Math::max);
        people.set(cell.person());
      }
    }
    String subject = row.json().path("wave") + " " + row.json().path("fromWave");
    for (BitSet smaller : sets.computeIfAbsent(subject, s -> new HashSet<>())) {
      difference(people, smaller, row);
      difference(smaller, people, row);
    }
    difference(people, new BitSet(), row);
    sets.getOrDefault(subject, new HashSet<>()).add(people);
    equation(row, cells);
  }

  /** What is left when one set of people is taken from another that holds it. */
  private void difference(BitSet larger, BitSet smaller, Row row) {
    BitSet rest = (BitSet) larger.clone();
    rest.andNot(smaller);
    boolean holds = larger.cardinality() - rest.cardinality() == smaller.cardinality();
    if (holds && !rest.isEmpty() && rest.cardinality() - 1 < kOf(rest)) {
      caught.putIfAbsent(Caught.INSIDER, rest + " of " + row.json());
    }
  }

  private int kOf(BitSet people) {
    return people.stream().map(p -> k.getOrDefault(p, 5)).min().orElse(5);
  }

  private void equation(Row row, Map<Place, Integer> cells) {
    double mean = row.json().path("mean").doubleValue();
    boolean rounded = !row.json().path("withheld").isNull();
    boolean sums = !row.json().path("sum").isNull();
    boolean percent = highest == 100;
    double half = rounded ? (sums ? 0.25 / row.items() : percent ? 1 : 0.025) : 0;
    double wide = row.change() ? 2 * half : half;
    if (sums && Math.abs(row.json().path("sum").doubleValue() / row.items() - mean) > NOISE) {
      // Two figures on two grids: the sum as it is, and the mean as that of scales without sums.
      add(cells, row, row.json().path("sum").doubleValue() / row.items(), half);
      wide = 0.025;
    }
    add(cells, row, mean, wide);
  }

  private void add(Map<Place, Integer> cells, Row row, double mean, double wide) {
    int n = row.people();
    Equation now =
        new Equation(cells, n * (mean - wide), n * (mean + wide), n * wide * 2, row.change());
    Equation before = equations.get(cells);
    if (before != null) {
      now =
          new Equation(
              cells,
              Math.max(before.low(), now.low()),
              Math.min(before.high(), now.high()),
              Math.max(before.grid(), now.grid()),
              row.change());
    }
    equations.put(cells, now);
  }

  // --- thinking
  // -----------------------------------------------------------------------------------

  /**
   * @param random which members talk
   */
  Map<Caught, String> catches(SplittableRandom random) {
    List<Equation> all = new ArrayList<>(equations.values());
    lookForFinerFigures(all);
    List<Atom> atoms = atoms(all);
    lookForFewPeople(all, atoms, 1, Caught.FEW_PEOPLE);
    List<Equation> exact = all.stream().filter(equation -> equation.grid() == 0).toList();
    lookForFewPeople(exact, atoms(exact), 2, Caught.EXACT_BELOW_2K);
    lookForSingleAnswers(all, atoms, random);
    return caught;
  }

  private static List<Atom> atoms(List<Equation> all) {
    Map<Place, Map<Integer, Integer>> columns = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      int number = i;
      all.get(i)
          .cells()
          .forEach(
              (place, sign) ->
                  columns.computeIfAbsent(place, p -> new TreeMap<>()).put(number, sign));
    }
    Map<Map<Integer, Integer>, Atom> atoms = new LinkedHashMap<>();
    columns.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<Place, ?> e) -> e.getKey().wave().place())
                .thenComparing(e -> e.getKey().person()))
        .forEach(
            e -> {
              Atom atom =
                  atoms.computeIfAbsent(
                      e.getValue(), in -> new Atom(new ArrayList<>(), new BitSet(), in));
              atom.cells().add(e.getKey());
              atom.people().set(e.getKey().person());
            });
    return List.copyOf(atoms.values());
  }

  /**
   * Where every atom has k people or more, nothing about fewer can follow: a combination that does
   * not vanish holds an atom. Else those about fewer than k are tried: something about them alone
   * follows if the equations are dependent without them, and independent with them.
   */
  private void lookForFewPeople(List<Equation> all, List<Atom> atoms, int times, Caught finding) {
    List<Atom> small =
        atoms.stream().filter(a -> a.people().cardinality() < times * kOf(a.people())).toList();
    if (!small.isEmpty()) {
      new Search(all, atoms, small, rank(all, atoms), times, finding).goOn(0, new BitSet());
    }
  }

  /** Goes through all unions of small atoms that are still small. */
  private final class Search {
    private final List<Equation> all;
    private final List<Atom> atoms;
    private final List<Atom> small;
    private final int rank;
    private final int times;
    private final Caught finding;
    private int tries = TRIES;

    Search(
        List<Equation> all,
        List<Atom> atoms,
        List<Atom> small,
        int rank,
        int times,
        Caught finding) {
      this.all = all;
      this.atoms = atoms;
      this.small = small;
      this.rank = rank;
      this.times = times;
      this.finding = finding;
    }

    void goOn(int next, BitSet chosen) {
      for (int i = next; i < small.size() && !caught.containsKey(finding); i++) {
        BitSet more = (BitSet) chosen.clone();
        more.or(small.get(i).people());
        if (more.cardinality() < times * kOf(more) && tries-- > 0) {
          List<Atom> others = atoms.stream().filter(a -> !within(a.people(), more)).toList();
          if (rank(all, others) < rank) {
            caught.put(finding, "the sum of people " + more);
            return;
          }
          goOn(i + 1, more);
        }
      }
    }
  }

  private static boolean within(BitSet part, BitSet whole) {
    BitSet rest = (BitSet) part.clone();
    rest.andNot(whole);
    return rest.isEmpty();
  }

  /** Of the equations over these atoms, exactly: modulo a prime, whose zeros are zeros. */
  private static int rank(List<Equation> all, List<Atom> atoms) {
    long[][] rows = new long[all.size()][atoms.size()];
    for (int a = 0; a < atoms.size(); a++) {
      for (Map.Entry<Integer, Integer> in : atoms.get(a).in().entrySet()) {
        rows[in.getKey()][a] = Math.floorMod((long) in.getValue(), PRIME);
      }
    }
    int rank = 0;
    for (int column = 0; column < atoms.size() && rank < rows.length; column++) {
      int pivot = rank;
      while (pivot < rows.length && rows[pivot][column] == 0) {
        pivot++;
      }
      if (pivot < rows.length) {
        long[] row = rows[pivot];
        rows[pivot] = rows[rank];
        rows[rank] = row;
        long inverse = power(row[column], PRIME - 2);
        for (int i = rank + 1; i < rows.length; i++) {
          long factor = rows[i][column] * inverse % PRIME;
          if (factor != 0) {
            for (int j = column; j < row.length; j++) {
              rows[i][j] = Math.floorMod(rows[i][j] - factor * row[j] % PRIME, PRIME);
            }
          }
        }
        rank++;
      }
    }
    return rank;
  }

  private static long power(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long left = exponent; left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        result = result * square % PRIME;
      }
      square = square * square % PRIME;
    }
    return result;
  }

  /** Whether several figures of the same people, laid over each other, tell more than one. */
  private void lookForFinerFigures(List<Equation> all) {
    for (Equation equation : all) {
      finer(equation.high() - equation.low(), equation);
      if (equation.change() && equation.grid() > 0) {
        Map<Place, Integer> later = new HashMap<>();
        Map<Place, Integer> earlier = new HashMap<>();
        equation.cells().forEach((place, sign) -> (sign > 0 ? later : earlier).put(place, 1));
        Equation to = equations.get(later);
        Equation from = equations.get(earlier);
        if (to != null && from != null && to.grid() > 0 && from.grid() > 0) {
          double told = (equation.low() + equation.high()) / 2;
          double follows = (to.low() + to.high() - from.low() - from.high()) / 2;
          if (Math.abs(told - follows) > NOISE) {
            // The change was rounded for itself, so it lies within half a step of what is told.
            double half = equation.grid() / 4;
            double high = Math.min(to.high(), from.high() + told + half);
            double low = Math.max(to.low(), from.low() + told - half);
            finer(high - low, to);
          }
        }
      }
    }
  }

  private void finer(double width, Equation of) {
    if (width < of.grid() * (1 - 1e-6) - NOISE) {
      caught.putIfAbsent(
          Caught.FINER_THAN_ITS_GRID, width + " instead of " + of.grid() + " of " + of.cells());
    }
  }

  // --- one answer
  // ---------------------------------------------------------------------------------

  /**
   * Members talk, so many that k who do not are left in each atom. How far can each of the others'
   * answers still be from the truth?
   */
  private void lookForSingleAnswers(List<Equation> all, List<Atom> atoms, SplittableRandom random) {
    BitSet talking = talking(atoms, random);
    double quarter = (highest - least) / 4.0;
    for (Atom atom : atoms) {
      List<Place> silent =
          atom.cells().stream().filter(cell -> !talking.get(cell.person())).toList();
      double total = silent.stream().mapToDouble(this::truth).sum();
      for (Place cell : silent) {
        // It may move as far as the others of its atom can make up for it.
        double x = truth(cell);
        double down = Math.min(x - least, (silent.size() - 1) * (double) highest - (total - x));
        double up = Math.min(highest - x, total - x - (silent.size() - 1) * (double) least);
        if (down + up < quarter && !caught.containsKey(Caught.SINGLE_ANSWER)) {
          double width = interval(all, atoms, atom, talking, silent.size());
          if (width < quarter) {
            caught.put(Caught.SINGLE_ANSWER, cell + " within " + width);
          }
        }
      }
    }
  }

  private double truth(Place place) {
    return truths.getOrDefault(place, 0.0);
  }

  private BitSet talking(List<Atom> atoms, SplittableRandom random) {
    BitSet talking = new BitSet();
    List<Integer> people = new ArrayList<>(k.keySet());
    while (!people.isEmpty()) {
      int person = people.remove(random.nextInt(people.size()));
      talking.set(person);
      boolean tooMany =
          atoms.stream()
              .filter(a -> a.people().get(person))
              .anyMatch(a -> silent(a.people(), talking) < kOf(a.people()));
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

  /** How wide a single answer of the atom can be, by linear programming over sums of atoms. */
  private double interval(
      List<Equation> all, List<Atom> atoms, Atom of, BitSet talking, int silent) {
    double[] sizes = new double[atoms.size()];
    double[] known = new double[all.size()];
    double[][] signs = new double[all.size()][atoms.size()];
    for (int a = 0; a < atoms.size(); a++) {
      for (Place cell : atoms.get(a).cells()) {
        boolean knows = talking.get(cell.person());
        sizes[a] += knows ? 0 : 1;
        double value = knows ? truth(cell) : least;
        atoms.get(a).in().forEach((equation, sign) -> known[equation] += sign * value);
      }
      int atom = a;
      atoms.get(a).in().forEach((equation, sign) -> signs[equation][atom] = sign);
    }
    Collection<LinearConstraint> constraints = new ArrayList<>();
    for (int e = 0; e < all.size(); e++) {
      double slack = NOISE * (1 + Math.abs(known[e]));
      constraints.add(
          new LinearConstraint(signs[e], Relationship.LEQ, all.get(e).high() - known[e] + slack));
      constraints.add(
          new LinearConstraint(signs[e], Relationship.GEQ, all.get(e).low() - known[e] - slack));
    }
    double range = highest - least;
    for (int a = 0; a < atoms.size(); a++) {
      double[] one = new double[atoms.size()];
      one[a] = 1;
      constraints.add(new LinearConstraint(one, Relationship.LEQ, sizes[a] * range));
    }
    double[] one = new double[atoms.size()];
    one[atoms.indexOf(of)] = 1;
    double lowest = solve(one, constraints, GoalType.MINIMIZE);
    double most = solve(one, constraints, GoalType.MAXIMIZE);
    double from = Math.max(0, lowest - (silent - 1) * range);
    double to = Math.min(range, most);
    return to - from;
  }

  private static double solve(
      double[] what, Collection<LinearConstraint> constraints, GoalType goal) {
    return new SimplexSolver()
        .optimize(
            new MaxIter(10_000),
            new LinearObjectiveFunction(what, 0),
            new LinearConstraintSet(constraints),
            goal,
            new NonNegativeConstraint(true))
        .getValue();
  }
}
