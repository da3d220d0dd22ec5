package org.circlejournal.query.audit.checks;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.DataDisclosed;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * Micro-data went out under the consents that their lane asks for, and of no more people and
 * circles than stood under all of them at the position that is disclosed: whoever had withdrawn or
 * asked for erasure by then is not counted.
 */
final class DisclosuresUnderConsent extends Check {

  private static final Map<DataLane, Set<Purpose>> ASKED =
      Map.of(
          DataLane.PARTICIPATION,
          EnumSet.of(Purpose.RESEARCH_PARTICIPATION),
          DataLane.ANSWERS,
          EnumSet.of(Purpose.SURVEYS, Purpose.RESEARCH_ANSWERS),
          DataLane.LINKED,
          EnumSet.of(
              Purpose.RESEARCH_PARTICIPATION,
              Purpose.SURVEYS,
              Purpose.RESEARCH_ANSWERS,
              Purpose.LINK));

  /** Who consents to what in one circle: members and codes, whose ids have nothing in common. */
  private static final class Circle {
    private final Map<String, EnumSet<Purpose>> consents = new HashMap<>();

    /**
     * Most people of whom a lane's data can be; of who links both, as many as there are codes that
     * do.
     */
    int most(DataLane lane) {
      EnumSet<Purpose> own = EnumSet.copyOf(ASKED.get(lane));
      if (lane == DataLane.LINKED) {
        own.remove(Purpose.RESEARCH_PARTICIPATION); // which is given by the member
      }
      return (int) consents.values().stream().filter(given -> given.containsAll(own)).count();
    }
  }

  /**
   * The most of which a disclosure can be.
   *
   * @param from the first position at which it holds
   */
  private record Most(long from, int circles, Map<DataLane, Integer> people) {}

  private final Map<CircleId, Circle> circles = new HashMap<>();
  private final Map<DataLane, Integer> people = new HashMap<>();
  private final List<Most> history = new ArrayList<>();

  DisclosuresUnderConsent() {
    super(
        "disclosures-under-consent",
        "Was every disclosure of micro-data of people whose consent stood?",
        "Who is in a disclosure, which is nowhere recorded: it is seen when it has more people or"
            + " circles than stood under its consents. What waited for the night, or was withdrawn"
            + " while the data were being written: then they could not be fetched. Whether the"
            + " stated purpose is the true one.");
  }

  @Override
  void see(Seen seen) {
    if (seen.event() instanceof DataDisclosed e) {
      require(seen.inLedger() && seen.leaf().sequence() == 0 && holds(e, seen), seen.place());
    } else if (!seen.inLedger()) {
      follow(seen);
    }
  }

  private void follow(Seen seen) {
    CircleId id = seen.circle();
    if (seen.event() instanceof CircleFounded) {
      circles.put(id, new Circle());
    } else if (seen.event() instanceof CircleErased) {
      count(circles.remove(id), -1);
    } else if (seen.event() instanceof ConsentGiven e) {
      Circle circle = circles.computeIfAbsent(id, i -> new Circle());
      count(circle, -1);
      circle
          .consents
          .computeIfAbsent(e.principal(), p -> EnumSet.noneOf(Purpose.class))
          .add(e.purpose());
      count(circle, 1);
    } else if (seen.event() instanceof ConsentWithdrawn e && circles.containsKey(id)) {
      Circle circle = circles.get(id);
      count(circle, -1);
      circle
          .consents
          .getOrDefault(e.principal(), EnumSet.noneOf(Purpose.class))
          .remove(e.purpose());
      count(circle, 1);
    } else if (seen.event() instanceof ErasureRequested e && circles.containsKey(id)) {
      Circle circle = circles.get(id);
      count(circle, -1);
      circle.consents.remove(e.principal());
      count(circle, 1);
    } else {
      return;
    }
    history.add(new Most(seen.position(), circles.size(), Map.copyOf(people)));
  }

  private void count(@Nullable Circle circle, int sign) {
    if (circle != null) {
      for (DataLane lane : DataLane.values()) {
        people.merge(lane, sign * circle.most(lane), Integer::sum);
      }
    }
  }

  private boolean holds(DataDisclosed e, Seen seen) {
    EnumSet<Purpose> stated = EnumSet.noneOf(Purpose.class);
    stated.addAll(e.purposes());
    if (e.lane() != DataLane.PARTICIPATION) {
      stated.remove(Purpose.QUOTE); // words may be in it or not
    }
    Most most = at(e.position());
    return stated.equals(ASKED.get(e.lane()))
        && e.position() < seen.position()
        && e.circles() <= most.circles()
        && e.people() <= most.people().getOrDefault(e.lane(), 0);
  }

  private Most at(long position) {
    for (int i = history.size() - 1; i >= 0; i--) {
      if (history.get(i).from() <= position) {
        return history.get(i);
      }
    }
    return new Most(position, 0, Map.of());
  }
}
