package org.circlejournal.query.survey;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/**
 * Of one scale: which circles wait because few answered, and which are glued, as the scale's stream
 * tells. Circles are glued in order of closing, with those of their workplace if these are enough,
 * else with all that wait; and for ever.
 */
final class ScaleBlocks {

  private final CircleId ledger;
  private final List<LevelHeldBack> waiting = new ArrayList<>();
  private final List<CirclesGlued> glued = new ArrayList<>();

  /**
   * @param ledger the id of the scale's stream, see {@link #ledgerOf}
   */
  ScaleBlocks(CircleId ledger) {
    this.ledger = ledger;
  }

  /** The id under which the gluing of a row's scale is serialised, over all circles. */
  static CircleId ledgerOf(ResultReleased row) {
    return named("blocks/v1 " + row.instrument() + " " + row.fingerprint() + " " + row.scale());
  }

  private static CircleId named(String name) {
    return new CircleId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
  }

  void evolve(JournalEvent event) {
    if (event instanceof LevelHeldBack e) {
      waiting.add(e);
    } else if (event instanceof CirclesGlued e) {
      glued.add(e);
    }
  }

  boolean waits(CircleId circle, Wave wave) {
    return waiting.stream().anyMatch(w -> w.circle().equals(circle) && w.wave().equals(wave));
  }

  @Nullable CirclesGlued blockOf(CircleId circle) {
    return glued.stream().filter(b -> b.circles().contains(circle)).findFirst().orElse(null);
  }

  /**
   * The circles to be glued now, if those that wait are enough together.
   *
   * @param latest which came last
   * @param people how many answers of the latest's wave may be used of a circle
   * @return null if they are not enough
   */
  @Nullable CirclesGlued next(
      ReleaseRules rules, LevelHeldBack latest, Instant at, ToIntFunction<CircleId> people) {
    List<LevelHeldBack> here =
        enough(rules, w -> w.workplace().equals(latest.workplace()), latest.wave(), people);
    List<LevelHeldBack> together =
        here.isEmpty() ? enough(rules, w -> true, latest.wave(), people) : here;
    if (together.isEmpty()) {
      return null;
    }
    List<String> workplaces = together.stream().map(LevelHeldBack::workplace).distinct().toList();
    return new CirclesGlued(
        ledger,
        at,
        latest.wave(),
        latest.instrument(),
        latest.fingerprint(),
        latest.scale(),
        named("block/v1 " + ledger + " " + glued.size()),
        workplaces.size() == 1 ? workplaces.get(0) : null,
        together.stream().map(LevelHeldBack::circle).toList());
  }

  /** Those that came first and are enough together; none if all are not. */
  private List<LevelHeldBack> enough(
      ReleaseRules rules,
      Predicate<LevelHeldBack> among,
      Wave wave,
      ToIntFunction<CircleId> people) {
    List<LevelHeldBack> together = new ArrayList<>();
    int sum = 0;
    int k = 0;
    for (LevelHeldBack each : waiting) {
      boolean waits = each.wave().equals(wave) && blockOf(each.circle()) == null;
      int more = waits && among.test(each) ? people.applyAsInt(each.circle()) : 0;
      if (more > 0) {
        together.add(each);
        sum += more;
        k = Math.max(k, each.k());
        if (rules.isBlock(sum, k)) {
          return together;
        }
      }
    }
    return List.of();
  }
}
