package org.circlejournal.query.survey.administered;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;

/**
 * Counts ballots in batches. How many ballots one circle's wave had is for its members: next to the
 * released number of people it says how many refused. So closed waves wait until k circles wait
 * together, and then their sum is counted. Imported circles wait among themselves: made-up ones
 * would be subtracted.
 */
final class Count {

  /** k is nowhere less. */
  private static final int LEAST = 5;

  private record Asked(CircleId circle, String wave) {}

  private record Kind(String instrument, boolean imported) implements Comparable<Kind> {

    @Override
    public int compareTo(Kind other) {
      int by = instrument.compareTo(other.instrument);
      return by == 0 ? Boolean.compare(imported, other.imported) : by;
    }
  }

  private record Waiting(CircleId circle, int k, int places, int ballots) {}

  private record Terms(int k, int capacity, boolean imported) {}

  private static final class Total {
    private final List<Waiting> waiting = new ArrayList<>();
    private long counted;

    void add(Waiting one) {
      waiting.add(one);
      Set<CircleId> circles = new HashSet<>();
      int k = LEAST;
      for (Waiting each : waiting) {
        circles.add(each.circle());
        k = Math.max(k, each.k());
      }
      if (circles.size() >= k) {
        waiting.forEach(each -> counted += each.ballots());
        waiting.clear();
      }
    }
  }

  private final Map<CircleId, Terms> circles = new HashMap<>();
  private final Map<Asked, Map<String, Integer>> open = new HashMap<>();
  private final Map<Kind, Total> totals = new TreeMap<>();

  void see(JournalEvent event) {
    if (event instanceof CircleFounded e) {
      circles.put(e.circleId(), new Terms(e.k(), e.capacity(), e.imported()));
    } else if (event instanceof SurveyWaveOpened e) {
      Map<String, Integer> ballots = new HashMap<>();
      e.instruments().stream().map(InstrumentKey::id).forEach(id -> ballots.put(id, 0));
      open.put(new Asked(e.circleId(), e.wave().value()), ballots);
    } else if (event instanceof SurveyRecorded e) {
      Objects.requireNonNull(open.get(new Asked(e.circleId(), e.wave().value())))
          .merge(e.instrument(), 1, Integer::sum);
    } else if (event instanceof SurveyWaveClosed e) {
      close(e);
    }
  }

  private void close(SurveyWaveClosed e) {
    Terms terms = Objects.requireNonNull(circles.get(e.circleId()));
    Map<String, Integer> ballots = open.remove(new Asked(e.circleId(), e.wave().value()));
    Objects.requireNonNull(ballots)
        .forEach(
            (instrument, n) ->
                totals
                    .computeIfAbsent(new Kind(instrument, terms.imported()), kind -> new Total())
                    .add(new Waiting(e.circleId(), terms.k(), terms.capacity(), n)));
  }

  List<AdministrationRow> rows(Instruments instruments) {
    List<AdministrationRow> rows = new ArrayList<>();
    totals.forEach(
        (kind, total) ->
            rows.add(
                new AdministrationRow(
                    kind.instrument(),
                    instruments.byId(kind.instrument()).map(Instrument::licence).orElse(null),
                    kind.imported(),
                    total.counted,
                    total.waiting.stream().mapToInt(Waiting::places).sum())));
    return rows;
  }
}
