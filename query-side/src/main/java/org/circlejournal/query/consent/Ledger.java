package org.circlejournal.query.consent;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.query.consent.PrincipalRow.State;
import org.circlejournal.query.view.Lists;
import org.circlejournal.query.view.Recorded;

/**
 * One lane's consents in one circle.
 *
 * @param k least number of people behind a published count
 * @param people everybody of the lane, in order of coming
 * @param rows every change, in the journal's order; after an erasure only the erasure
 * @param tallies one for each purpose that the lane gives in clear
 */
public record Ledger(
    Lane lane, int k, List<String> people, List<PrincipalRow> rows, List<Tally> tallies) {

  private static final Set<State> OF_ERASURE =
      Set.of(State.ERASURE_REQUESTED, State.ERASURE_COMPLETED);

  /** Consent to link the lanes is sealed, and is counted nowhere. */
  public static Ledger of(Lane lane) {
    List<Tally> tallies =
        Stream.of(Purpose.values())
            .filter(purpose -> purpose.lane() == lane && purpose != Purpose.LINK)
            .map(Tally::of)
            .toList();
    return new Ledger(lane, 0, List.of(), List.of(), tallies);
  }

  public Ledger founded(int least) {
    return new Ledger(lane, least, people, rows, tallies);
  }

  public Ledger came(String id) {
    return people.contains(id) ? this : new Ledger(lane, k, Lists.plus(people, id), rows, tallies);
  }

  public Ledger given(ConsentGiven e, Recorded r) {
    return e.lane() != lane
        ? this
        : came(e.principal())
            .plus(PrincipalRow.given(e.principal(), e.purpose(), e.notice(), e.at(), r))
            .tallied(e.purpose(), tally -> tally.given(e.principal()));
  }

  public Ledger withdrawn(ConsentWithdrawn e, Recorded r) {
    return e.lane() != lane
        ? this
        : came(e.principal())
            .plus(PrincipalRow.ended(e.principal(), e.purpose(), State.WITHDRAWN, e.at(), r))
            .tallied(e.purpose(), tally -> tally.withdrawn(e.principal()));
  }

  public Ledger erasureRequested(ErasureRequested e, Recorded r) {
    return e.lane() != lane
        ? this
        : plus(PrincipalRow.ended(e.principal(), null, State.ERASURE_REQUESTED, e.at(), r))
            .forgotten(e.principal());
  }

  public Ledger erasureCompleted(ErasureCompleted e, Recorded r) {
    return e.lane() != lane
        ? this
        : plus(PrincipalRow.ended(e.principal(), null, State.ERASURE_COMPLETED, e.at(), r))
            .forgotten(e.principal());
  }

  /** Counts again, at a moment that everybody knows of and nobody chose alone. */
  public Ledger counted(Instant at) {
    return k == 0
        ? this
        : new Ledger(
            lane,
            k,
            people,
            rows,
            tallies.stream().map(tally -> tally.counted(k, people, at)).toList());
  }

  public List<CountRow> counts() {
    return people.isEmpty()
        ? List.of()
        : tallies.stream().flatMap(tally -> tally.shown().stream()).toList();
  }

  private Ledger plus(PrincipalRow row) {
    return new Ledger(lane, k, people, Lists.plus(rows, row), tallies);
  }

  /** Their consents are no longer shown, and none stands. */
  private Ledger forgotten(String id) {
    List<PrincipalRow> left =
        rows.stream()
            .filter(row -> !row.id().equals(id) || OF_ERASURE.contains(row.state()))
            .toList();
    List<Tally> without = tallies.stream().map(tally -> tally.withdrawn(id)).toList();
    return new Ledger(lane, k, people, left, without);
  }

  private Ledger tallied(Purpose purpose, UnaryOperator<Tally> change) {
    return new Ledger(
        lane, k, people, rows, Lists.replace(tallies, tally -> tally.purpose() == purpose, change));
  }
}
