package org.circlejournal.query.survey;

import java.util.BitSet;
import java.util.List;
import org.circlejournal.query.survey.Equations.Atom;
import org.circlejournal.query.survey.Equations.Equation;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a combination of equations that is about few people alone. Where every atom has k
 * people or more, nothing about fewer can follow: a combination that does not vanish holds an atom.
 * Else those about fewer than k are tried: something about them alone follows if the equations are
 * dependent without them, and independent with them.
 */
final class FewPeople {

  /** A combination of so few atoms is looked for at most so often in one programme. */
  private static final int TRIES = 20_000;

  private final Equations equations;
  private final List<Equation> all;
  private final List<Atom> atoms;
  private final int times;
  private int tries = TRIES;

  /**
   * @param times few are fewer than so many times k
   */
  FewPeople(Equations equations, List<Equation> all, List<Atom> atoms, int times) {
    this.equations = equations;
    this.all = all;
    this.atoms = atoms;
    this.times = times;
  }

  /** Who they are; null if there is none. */
  @Nullable String found() {
    List<Atom> small = atoms.stream().filter(atom -> isFew(atom.people())).toList();
    return small.isEmpty()
        ? null
        : search(small, Equations.rank(all.size(), atoms), 0, new BitSet());
  }

  private boolean isFew(BitSet people) {
    return people.cardinality() < times * equations.kOf(people);
  }

  /** Goes through all unions of small atoms that are still small. */
  private @Nullable String search(List<Atom> small, int rank, int next, BitSet chosen) {
    for (int i = next; i < small.size(); i++) {
      BitSet more = (BitSet) chosen.clone();
      more.or(small.get(i).people());
      if (isFew(more) && tries-- > 0) {
        List<Atom> others = atoms.stream().filter(atom -> !within(atom.people(), more)).toList();
        if (Equations.rank(all.size(), others) < rank) {
          return "the sum of people " + more;
        }
        String found = search(small, rank, i + 1, more);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static boolean within(BitSet part, BitSet whole) {
    BitSet rest = (BitSet) part.clone();
    rest.andNot(whole);
    return rest.isEmpty();
  }
}
