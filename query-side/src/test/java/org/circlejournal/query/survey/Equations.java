package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.query.survey.Attacker.Cell;
import org.circlejournal.query.survey.Attacker.Figure;
import org.circlejournal.query.survey.Attacker.Group;
import org.circlejournal.query.survey.Attacker.Question;
import org.jspecify.annotations.Nullable;

/**
 * All figures that were heard, as linear equations in the cells (person, question). Cells are
 * numbered; those that are in the same equations with the same signs cannot be told apart and make
 * an {@link Atom}: whatever is computed takes an atom as a whole or not at all.
 */
final class Equations {

  static final double NOISE = 1e-7;
  private static final long PRIME = 2_147_483_647L;

  /** A cell, whatever it is part of. */
  record Place(int person, Question of) {}

  /**
   * @param plus cells that are added up
   * @param minus cells that are taken away
   * @param low least value of the sum
   * @param grid how wide it was rounded; 0 if it was not
   */
  record Equation(
      BitSet plus, BitSet minus, double low, double high, double grid, boolean change) {}

  /**
   * Cells that stand in the same equations.
   *
   * @param in number of the equation, from 1, with the cells' sign in it
   */
  record Atom(List<Integer> places, BitSet people, List<Integer> in) {}

  private record Sides(BitSet plus, BitSet minus) {}

  private final Map<Place, Integer> numbers = new HashMap<>();
  private final List<Place> places = new ArrayList<>();
  private final List<Double> truths = new ArrayList<>();

  /** Of each person: that of their circle, and not of a more careful one that they are glued to. */
  private final Map<Integer, Integer> k = new TreeMap<>();

  private final Map<Sides, Equation> equations = new LinkedHashMap<>();

  // --- what is known -----------------------------------------------------------------------------

  List<Equation> all() {
    return List.copyOf(equations.values());
  }

  Collection<Integer> everybody() {
    return k.keySet();
  }

  Place place(int number) {
    return places.get(number);
  }

  double truth(int number) {
    return truths.get(number);
  }

  BitSet people(BitSet cells) {
    BitSet people = new BitSet();
    cells.stream().forEach(cell -> people.set(places.get(cell).person()));
    return people;
  }

  int kOf(BitSet people) {
    return people.stream().map(p -> k.getOrDefault(p, 5)).min().orElse(5);
  }

  // --- listening ---------------------------------------------------------------------------------

  /** Which cells it is about. */
  BitSet add(Figure figure) {
    BitSet plus = new BitSet();
    BitSet minus = new BitSet();
    double slack = 0;
    double truth = 0;
    long answers = 0;
    for (Group group : figure.groups()) {
      for (Cell cell : group.cells()) {
        int number = number(cell);
        (cell.sign() > 0 ? plus : minus).set(number);
        truth += cell.sign() * cell.truth();
        k.merge(cell.person(), group.k(), Math::min);
      }
      answers += group.answers();
      slack += group.answers() * group.half() * (figure.change() ? 2 : 1);
    }
    double sum = answers * figure.mean();
    if (Math.abs(truth - sum) > slack + NOISE * (1 + Math.abs(sum))) {
      throw new AssertionError(
          "%s: %s ± %s is told, and it is %s".formatted(figure.said(), sum, slack, truth));
    }
    equations.merge(
        new Sides(plus, minus),
        new Equation(plus, minus, sum - slack, sum + slack, 2 * slack, figure.change()),
        Equations::both);
    BitSet all = (BitSet) plus.clone();
    all.or(minus);
    return all;
  }

  private int number(Cell cell) {
    Integer known =
        numbers.computeIfAbsent(
            new Place(cell.person(), cell.of()),
            place -> {
              places.add(place);
              truths.add(cell.truth());
              return places.size() - 1;
            });
    return known;
  }

  private static Equation both(Equation before, Equation now) {
    return new Equation(
        now.plus(),
        now.minus(),
        Math.max(before.low(), now.low()),
        Math.min(before.high(), now.high()),
        Math.max(before.grid(), now.grid()),
        now.change());
  }

  // --- atoms -------------------------------------------------------------------------------------

  List<Atom> atoms(List<Equation> of) {
    List<List<Integer>> columns = new ArrayList<>();
    places.forEach(place -> columns.add(new ArrayList<>()));
    for (int i = 0; i < of.size(); i++) {
      int number = i + 1;
      of.get(i).plus().stream().forEach(cell -> columns.get(cell).add(number));
      of.get(i).minus().stream().forEach(cell -> columns.get(cell).add(-number));
    }
    Map<List<Integer>, Atom> atoms = new LinkedHashMap<>();
    for (int cell = 0; cell < columns.size(); cell++) {
      List<Integer> in = columns.get(cell);
      if (!in.isEmpty()) {
        Atom atom =
            atoms.computeIfAbsent(in, key -> new Atom(new ArrayList<>(), new BitSet(), key));
        atom.places().add(cell);
        atom.people().set(places.get(cell).person());
      }
    }
    return List.copyOf(atoms.values());
  }

  /** Rank of so many equations over these atoms, exactly: modulo a prime, whose zeros are zeros. */
  static int rank(int equations, List<Atom> atoms) {
    long[][] rows = new long[equations][atoms.size()];
    for (int a = 0; a < atoms.size(); a++) {
      for (int in : atoms.get(a).in()) {
        rows[Math.abs(in) - 1][a] = in > 0 ? 1 : PRIME - 1;
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

  // --- grids -------------------------------------------------------------------------------------

  /**
   * A figure that is known more finely than it was rounded, because several of the same people,
   * laid over each other, tell more than one; null if there is none.
   */
  @Nullable String finer() {
    for (Equation equation : equations.values()) {
      String found = finer(equation.high() - equation.low(), equation);
      if (found == null && equation.change() && equation.grid() > 0) {
        found = finerByChange(equation);
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String finerByChange(Equation change) {
    Equation to = equations.get(new Sides(change.plus(), new BitSet()));
    Equation from = equations.get(new Sides(change.minus(), new BitSet()));
    if (to == null || from == null || to.grid() == 0 || from.grid() == 0) {
      return null;
    }
    double told = (change.low() + change.high()) / 2;
    double follows = (to.low() + to.high() - from.low() - from.high()) / 2;
    if (Math.abs(told - follows) <= NOISE) {
      return null;
    }
    // The change was rounded for itself, so it lies within half a step of what is told.
    double half = change.grid() / 4;
    double high = Math.min(to.high(), from.high() + told + half);
    double low = Math.max(to.low(), from.low() + told - half);
    return finer(high - low, to);
  }

  private @Nullable String finer(double width, Equation of) {
    return width < of.grid() * (1 - 1e-6) - NOISE
        ? width + " instead of " + of.grid() + " of " + people(of.plus())
        : null;
  }
}
