package org.circlejournal.query.circle.circles;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.query.circle.circles.CircleRow.State;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * A circle as the list of circles knows it.
 *
 * @param terms null before the founding
 * @param plan current dates, local, by session from 1; null where there is none
 * @param held sessions that started, ascending
 * @param members how many belong now
 * @param open how far the journal was when something changed that others may see
 */
record Circles(
    @Nullable CircleFounded terms,
    State state,
    List<@Nullable LocalDateTime> plan,
    List<Integer> held,
    int members,
    Mark open) {

  static final Circles NONE = new Circles(null, State.OPEN, List.of(), List.of(), 0, Mark.NONE);

  Circles founded(CircleFounded e, Recorded r) {
    return new Circles(e, state, List.copyOf(e.planned()), held, members, Mark.NONE.after(r));
  }

  Circles become(State next, Recorded r) {
    return new Circles(terms, next, plan, held, members, Mark.NONE.after(r));
  }

  Circles planned(int from, List<? extends @Nullable LocalDateTime> dates, Recorded r) {
    List<@Nullable LocalDateTime> next = new ArrayList<>(plan);
    for (int i = 0; i < dates.size(); i++) {
      int at = from - 1 + i;
      if (at < next.size()) {
        next.set(at, dates.get(i));
      } else {
        next.add(dates.get(i));
      }
    }
    return new Circles(terms, state, next, held, members, Mark.NONE.after(r));
  }

  Circles moved(int session, @Nullable LocalDateTime date, Recorded r) {
    return planned(session, Collections.singletonList(date), r);
  }

  Circles started(int session, Recorded r) {
    TreeSet<Integer> next = new TreeSet<>(held);
    next.add(session);
    return new Circles(terms, state, plan, List.copyOf(next), members, Mark.NONE.after(r));
  }

  Circles belonging(int more) {
    return new Circles(terms, state, plan, held, members + more, open);
  }

  List<CircleRow> rows() {
    if (terms == null) {
      return List.of();
    }
    List<@Nullable String> dates = new ArrayList<>();
    for (LocalDateTime date : plan) {
      dates.add(date == null ? null : date.atZone(terms.timeZone()).toString());
    }
    return List.of(
        new CircleRow(
            terms.name(),
            terms.workplace(),
            terms.timeZone().toString(),
            state,
            terms.imported(),
            dates,
            held.size(),
            terms.capacity(),
            members));
  }
}
