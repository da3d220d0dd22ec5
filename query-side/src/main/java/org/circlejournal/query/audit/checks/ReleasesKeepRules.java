package org.circlejournal.query.audit.checks;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/**
 * Class C of the privacy rules, on what left: k + 1 people behind any figure; below 2k only n and
 * rounded means; counts of people of nobody or of at least k; and a level and a contrast of one
 * scale that differ by nobody or by at least k.
 */
final class ReleasesKeepRules extends Check {

  private static final BigDecimal SUM_STEP = new BigDecimal("0.5");
  private static final BigDecimal MEAN_STEP = new BigDecimal("0.05");

  /** People of a level, by circle, scale and wave. */
  private final Map<String, Integer> levels = new HashMap<>();

  ReleasesKeepRules() {
    super("releases-keep-rules", "Does every statistic that left keep the rules for few people?");
  }

  @Override
  void see(Seen seen) {
    if (seen.event() instanceof ResultReleased e) {
      require(keepsRules(e) && isNoDifference(e), seen.place());
    }
  }

  private static boolean keepsRules(ResultReleased e) {
    boolean figures =
        Stream.of(e.mean(), e.sum(), e.sd(), e.low(), e.high(), e.p(), e.dz(), e.dav())
            .anyMatch(Objects::nonNull);
    Integer n = e.n();
    if (n == null) {
      return !figures && e.withheld() != null;
    }
    boolean few = n < 2 * e.k();
    boolean exact =
        Stream.of(e.sd(), e.low(), e.high(), e.p(), e.dz(), e.dzLow(), e.dzHigh(), e.dav())
                .anyMatch(Objects::nonNull)
            || Stream.of(e.improved(), e.unchanged(), e.worsened()).anyMatch(Objects::nonNull);
    return n >= e.k() + 1
        && !(few && exact)
        && (!few || isRounded(e))
        && Stream.of(e.improved(), e.unchanged(), e.worsened())
            .filter(Objects::nonNull)
            .allMatch(count -> ReleaseRules.LAW.countMayLeave(count, n, e.k()));
  }

  /** Sums to 0.5; other means to 0.05, which those of 0 to 100 in steps of 2 are as well. */
  private static boolean isRounded(ResultReleased e) {
    return e.sum() != null ? isOn(e.sum(), SUM_STEP) : isOn(e.mean(), MEAN_STEP);
  }

  private static boolean isOn(@Nullable Double value, BigDecimal step) {
    return value == null
        || BigDecimal.valueOf(Math.round(value * 1e9), 9).remainder(step).signum() == 0;
  }

  private boolean isNoDifference(ResultReleased e) {
    if (e.n() == null) {
      return true;
    }
    String scale = String.join("/", e.circleId().value(), e.instrument(), e.scale());
    if (e.row() == RowKind.WAVE) {
      levels.put(scale + "/" + e.wave(), e.n());
      return true;
    }
    return isFarEnough(levels.get(scale + "/" + e.wave()), e)
        && isFarEnough(levels.get(scale + "/" + e.fromWave()), e);
  }

  private static boolean isFarEnough(@Nullable Integer level, ResultReleased contrast) {
    return level == null
        || contrast.n() == null
        || level.equals(contrast.n())
        || level - contrast.n() >= contrast.k();
  }
}
