package org.circlejournal.query.audit.checks;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;

/**
 * A statistic is of no more people than consented to surveys, when its wave closed or when it left:
 * the night may bring a withdrawal in between.
 */
final class UsesUnderConsent extends Check {

  private final Map<CircleId, Set<String>> consenting = new HashMap<>();
  private final Map<CircleId, Integer> atTheClose = new HashMap<>();
  private final Map<CircleId, List<CircleId>> blocks = new HashMap<>();

  UsesUnderConsent() {
    super("uses-under-consent", "Was every statistic of people whose consent stood?");
  }

  @Override
  void see(Seen seen) {
    Set<String> codes = consenting.computeIfAbsent(seen.circle(), circle -> new HashSet<>());
    if (seen.event() instanceof ConsentGiven e && e.purpose() == Purpose.SURVEYS) {
      codes.add(e.principal());
    } else if (seen.event() instanceof ConsentWithdrawn e && e.purpose() == Purpose.SURVEYS) {
      codes.remove(e.principal());
    } else if (seen.event() instanceof ErasureRequested e) {
      codes.remove(e.principal());
    } else if (seen.event() instanceof SurveyWaveClosed) {
      atTheClose.put(seen.circle(), codes.size());
    } else if (seen.event() instanceof CirclesGlued e) {
      blocks.put(e.block(), e.circles());
    } else if (seen.event() instanceof ResultReleased e && e.n() != null) {
      int most =
          blocks.getOrDefault(e.circleId(), List.of(e.circleId())).stream()
              .mapToInt(this::most)
              .sum();
      require(e.n() <= most, seen.place());
    }
  }

  private int most(CircleId circle) {
    return Math.max(
        consenting.getOrDefault(circle, Set.of()).size(), atTheClose.getOrDefault(circle, 0));
  }
}
