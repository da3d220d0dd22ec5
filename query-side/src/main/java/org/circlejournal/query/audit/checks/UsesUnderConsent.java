package org.circlejournal.query.audit.checks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/**
 * A statistic is of no more people than have a score on its scale in its waves and consented to
 * surveys, when the last wave closed or when it left: the night may bring a withdrawal in between.
 */
final class UsesUnderConsent extends Check {

  /** What one circle's journal tells. */
  private static final class Circle {
    private final Set<String> consenting = new HashSet<>();
    private Set<String> atTheClose = Set.of();

    /** Who has a score, by wave, instrument and scale. */
    private final Map<String, Set<String>> scored = new HashMap<>();

    /** Ballots whose key was destroyed, by wave and instrument: anybody's. */
    private final Map<String, Integer> unreadable = new HashMap<>();

    /** Whether a level was withheld because few answered, so that others may be glued to it. */
    private final Map<String, Boolean> heldBack = new HashMap<>();

    void level(ResultReleased e) {
      heldBack.putIfAbsent(name(e.wave(), e), ReleaseRules.FEWER_THAN_K.equals(e.withheld()));
    }

    /** Of a block only those circles are in a statistic that show none of it alone. */
    boolean isHeldBack(ResultReleased e) {
      return waves(e).stream().allMatch(wave -> heldBack.getOrDefault(name(wave, e), false));
    }

    private static String name(Wave wave, ResultReleased e) {
      return String.join("/", wave.value(), e.instrument(), e.scale());
    }

    /** Most people of whom a statistic can be. */
    int most(ResultReleased e, boolean canScore) {
      Set<String> people =
          Stream.concat(consenting.stream(), atTheClose.stream()).collect(Collectors.toSet());
      int all = people.size();
      if (!canScore) {
        return all;
      }
      int anybody = 0;
      for (Wave wave : waves(e)) {
        people.retainAll(scored.getOrDefault(name(wave, e), Set.of()));
        anybody += unreadable.getOrDefault(String.join("/", wave.value(), e.instrument()), 0);
      }
      return Math.min(all, people.size() + anybody);
    }

    private static List<Wave> waves(ResultReleased e) {
      return e.fromWave() == null ? List.of(e.wave()) : List.of(e.fromWave(), e.wave());
    }
  }

  private final Instruments instruments;

  private final Map<CircleId, Circle> circles = new HashMap<>();
  private final Map<CircleId, List<CircleId>> blocks = new HashMap<>();

  UsesUnderConsent(Instruments instruments) {
    super(
        "uses-under-consent",
        "Was every statistic of people whose consent stood?",
        "Who is in a set, which is nowhere recorded: it is seen when a statistic has more people"
            + " than answered and consented, not when it has others. Ballots whose key was"
            + " destroyed count as anybody's.");
    this.instruments = instruments;
  }

  @Override
  void see(Seen seen) {
    if (seen.event() instanceof ConsentGiven e && e.purpose() == Purpose.SURVEYS) {
      of(seen.circle()).consenting.add(e.principal());
    } else if (seen.event() instanceof ConsentWithdrawn e && e.purpose() == Purpose.SURVEYS) {
      of(seen.circle()).consenting.remove(e.principal());
    } else if (seen.event() instanceof ErasureRequested e) {
      of(seen.circle()).consenting.remove(e.principal());
    } else if (seen.event() instanceof SurveyWaveClosed) {
      Circle circle = of(seen.circle());
      circle.atTheClose = Set.copyOf(circle.consenting);
      seen.ballots().forEach(ballot -> answered(circle, ballot));
    } else if (seen.event() instanceof CirclesGlued e) {
      blocks.put(e.block(), new ArrayList<>(e.circles()));
    } else if (seen.event() instanceof ResultReleased e) {
      if (e.row() == RowKind.WAVE) {
        of(seen.circle()).level(e);
      }
      if (e.n() != null) {
        require(e.n() <= most(e), seen.place());
      }
    }
  }

  private int most(ResultReleased e) {
    // What was asked by an edition that is not here cannot be scored here.
    boolean canScore =
        instruments.byKey(new InstrumentKey(e.instrument(), e.fingerprint())).isPresent();
    List<CircleId> block = blocks.get(e.circleId());
    return block == null
        ? of(e.circleId()).most(e, canScore)
        : block.stream()
            .map(this::of)
            .filter(circle -> circle.isHeldBack(e))
            .mapToInt(circle -> circle.most(e, canScore))
            .sum();
  }

  private Circle of(CircleId circle) {
    return circles.computeIfAbsent(circle, id -> new Circle());
  }

  private void answered(Circle circle, Ballot ballot) {
    String asked = String.join("/", ballot.event().wave().value(), ballot.event().instrument());
    AnswerSheet sheet = ballot.sheet();
    if (sheet != null && sheet.surveys()) {
      for (String scale : scored(ballot)) {
        circle
            .scored
            .computeIfAbsent(asked + "/" + scale, s -> new HashSet<>())
            .add(sheet.code().value());
      }
    } else if (ballot.state() == Ballot.State.KEY_DESTROYED) {
      circle.unreadable.merge(asked, 1, Integer::sum);
    }
  }

  /** The scales on which it has a score. */
  private List<String> scored(Ballot ballot) {
    @Nullable Instrument instrument = ballot.key();
    return instrument == null
        ? List.of()
        : instrument.scales().stream()
            .map(Instrument.Scale::id)
            .filter(scale -> instrument.score(scale, ballot.answers()).mean() != null)
            .toList();
  }
}
