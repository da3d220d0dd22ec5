package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.circlejournal.query.survey.Attacker.Question;
import org.circlejournal.query.survey.Equations.Atom;
import org.circlejournal.query.survey.Equations.Equation;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.jspecify.annotations.Nullable;

/** Looks for a single answer that can only be in less than a quarter of its scale. */
final class SingleAnswers {

  /** So far the solver may miss; far below any figure. */
  private static final double NOISE = 1e-5;

  private final Equations equations;
  private final List<Equation> all;
  private final List<Atom> atoms;
  private final BitSet talking;

  /**
   * @param talking people whose own answers are known
   */
  SingleAnswers(Equations equations, List<Equation> all, List<Atom> atoms, BitSet talking) {
    this.equations = equations;
    this.all = all;
    this.atoms = atoms;
    this.talking = talking;
  }

  /** Whose it is, and how far it is known; null if there is none. */
  @Nullable String found() {
    for (int a = 0; a < atoms.size(); a++) {
      Question of = question(atoms.get(a));
      double quarter = of.range() / 4.0;
      List<Integer> silent =
          atoms.get(a).places().stream()
              .filter(cell -> !talking.get(equations.place(cell).person()))
              .toList();
      double total = silent.stream().mapToDouble(equations::truth).sum();
      double others = silent.size() - 1.0;
      for (int cell : silent) {
        // It may move as far as the others of its atom can make up for it.
        double x = equations.truth(cell);
        double down = Math.min(x - of.least(), others * of.highest() - (total - x));
        double up = Math.min(of.highest() - x, total - x - others * of.least());
        if (down + up < quarter) {
          double width = interval(a, silent.size());
          if (width < quarter) {
            return equations.place(cell) + " within " + width;
          }
        }
      }
    }
    return null;
  }

  private Question question(Atom atom) {
    return equations.place(atom.places().get(0)).of();
  }

  /** How wide a single answer of the atom can be, by linear programming over sums of atoms. */
  private double interval(int of, int silent) {
    double[] known = new double[all.size()];
    double[][] signs = new double[all.size()][atoms.size()];
    Collection<LinearConstraint> constraints = new ArrayList<>();
    for (int a = 0; a < atoms.size(); a++) {
      Question question = question(atoms.get(a));
      double unknown = 0;
      double least = 0;
      for (int cell : atoms.get(a).places()) {
        boolean knows = talking.get(equations.place(cell).person());
        unknown += knows ? 0 : 1;
        least += knows ? equations.truth(cell) : question.least();
      }
      for (int in : atoms.get(a).in()) {
        signs[Math.abs(in) - 1][a] = Math.signum(in);
        known[Math.abs(in) - 1] += Math.signum(in) * least;
      }
      constraints.add(new LinearConstraint(one(a), Relationship.LEQ, unknown * question.range()));
    }
    for (int e = 0; e < all.size(); e++) {
      double slack = NOISE * (1 + Math.abs(known[e]));
      constraints.add(
          new LinearConstraint(signs[e], Relationship.LEQ, all.get(e).high() - known[e] + slack));
      constraints.add(
          new LinearConstraint(signs[e], Relationship.GEQ, all.get(e).low() - known[e] - slack));
    }
    double range = question(atoms.get(of)).range();
    double lowest = solve(one(of), constraints, GoalType.MINIMIZE);
    double most = solve(one(of), constraints, GoalType.MAXIMIZE);
    return Math.min(range, most) - Math.max(0, lowest - (silent - 1) * range);
  }

  private double[] one(int atom) {
    double[] one = new double[atoms.size()];
    one[atom] = 1;
    return one;
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
