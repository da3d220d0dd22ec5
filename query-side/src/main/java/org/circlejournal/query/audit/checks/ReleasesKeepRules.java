package org.circlejournal.query.audit.checks;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/**
 * Class C of the privacy rules, on what left: k + 1 people behind any figure; below 2k only n and
 * rounded means, of pulses and ratings too; counts of people of nobody or of at least k; and a
 * level and a contrast of one scale that differ by nobody or by at least k.
 */
final class ReleasesKeepRules extends Check {

  private static final BigDecimal SUM_STEP = new BigDecimal("0.5");
  private static final BigDecimal MEAN_STEP = new BigDecimal("0.05");
  private static final BigDecimal PERCENT_STEP = new BigDecimal("2");

  private static final BigDecimal PULSE_STEP = new BigDecimal("0.5");

  /** k is nowhere less. */
  private static final int LEAST = 5;

  private final Set<InstrumentKey> percents;
  private final Map<CircleId, Integer> least = new HashMap<>();

  /** People of the contrasts that are about a level. */
  private final Map<String, List<Integer>> contrasts = new HashMap<>();

  /** People of a level, by circle, scale and wave. */
  private final Map<String, Integer> levels = new HashMap<>();

  ReleasesKeepRules(Instruments instruments) {
    super(
        "releases-keep-rules",
        "Does every statistic that left keep the rules for few people?",
        "Whether a figure was computed rightly; who is in a set: that sets may not be subtracted is"
            + " told from how many people they have.");
    this.percents =
        instruments.all().stream()
            .filter(one -> reaches(one, 0) && reaches(one, 100)) // no other range is as long
            .map(one -> new InstrumentKey(one.id(), one.fingerprint()))
            .collect(Collectors.toSet());
  }

  private static boolean reaches(Instrument one, int value) {
    return one.options().stream().anyMatch(option -> option.value() == value);
  }

  @Override
  void see(Seen seen) {
    if (seen.event() instanceof CircleFounded e) {
      least.put(e.circleId(), Math.max(LEAST, e.k()));
    } else if (seen.event() instanceof ResultReleased e) {
      require(keepsRules(e) && isNoDifference(e), seen.place());
    } else if (seen.event() instanceof PulseReleased e) {
      require(keepsRules(e), seen.place());
    }
  }

  private boolean keepsRules(ResultReleased e) {
    Integer n = e.n();
    if (n == null) {
      return e.withheld() != null && isNothing(e.mean(), e.sum()) && isNothing(exact(e));
    }
    int k = Math.max(e.k(), least.getOrDefault(e.circleId(), LEAST));
    boolean few = n < 2 * k;
    return e.k() >= k
        && n >= k + 1
        && !(few && !isNothing(exact(e)))
        && (!few || isRounded(e))
        && Stream.of(e.improved(), e.unchanged(), e.worsened())
            .filter(Objects::nonNull)
            .allMatch(count -> ReleaseRules.LAW.countMayLeave(count, n, k));
  }

  private boolean keepsRules(PulseReleased e) {
    Integer n = e.n();
    if (n == null) {
      return e.withheld() != null
          && isNothing(e.arriving(), e.leaving(), e.change(), e.low(), e.high(), e.helpfulness());
    }
    int k = Math.max(e.k(), least.getOrDefault(e.circleId(), LEAST));
    return e.k() >= k
        && n >= k + 1
        && (n >= 2 * k
            || (isNothing(e.low(), e.high())
                && Stream.of(e.arriving(), e.leaving(), e.change(), e.helpfulness())
                    .allMatch(figure -> isOn(figure, PULSE_STEP))));
  }

  /** What is only shown from 2k people on. */
  private static @Nullable Object[] exact(ResultReleased e) {
    return new @Nullable Object[] {
      e.sd(),
      e.low(),
      e.high(),
      e.p(),
      e.dz(),
      e.dzLow(),
      e.dzHigh(),
      e.dav(),
      e.improved(),
      e.unchanged(),
      e.worsened()
    };
  }

  private static boolean isNothing(@Nullable Object... figures) {
    return Stream.of(figures).allMatch(Objects::isNull);
  }

  /** Sums to 0.5 and the mean with them; scales of 0 to 100 to 2; other means to 0.05. */
  private boolean isRounded(ResultReleased e) {
    if (e.sum() != null) {
      return isOn(e.sum(), SUM_STEP);
    }
    return isOn(
        e.mean(),
        percents.contains(new InstrumentKey(e.instrument(), e.fingerprint()))
            ? PERCENT_STEP
            : MEAN_STEP);
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
      String level = scale + "/" + e.wave();
      levels.put(level, e.n());
      return contrasts.getOrDefault(level, List.of()).stream()
          .allMatch(n -> isFarEnough(e.n(), n, e.k()));
    }
    return Stream.of(scale + "/" + e.wave(), scale + "/" + e.fromWave())
        .allMatch(
            level -> {
              contrasts.computeIfAbsent(level, l -> new ArrayList<>()).add(e.n());
              Integer n = levels.get(level);
              return n == null || isFarEnough(n, e.n(), e.k());
            });
  }

  private static boolean isFarEnough(int level, int contrast, int k) {
    return level == contrast || level - contrast >= k;
  }
}
