package org.circlejournal.query.survey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/**
 * What leaves of a block of glued circles, on one scale: the same as of a circle, over the people
 * of all its circles together. A wave of the block is there once the level of each of its circles
 * is decided, and holds those circles whose level was withheld because few answered; what another
 * shows alone is not shown again.
 */
final class BlockReleases {

  private BlockReleases() {}

  /**
   * A circle of the block.
   *
   * @param closed in order of closing
   * @param rows what left of it on this scale
   */
  record Member(List<ClosedWave> closed, List<ResultReleased> rows) {

    /** Whether a level waits for others: few answered, and it will not be shown alone. */
    boolean isHeldBack(Wave wave) {
      ResultReleased level = level(wave);
      ClosedWave of = closed(wave);
      return level != null
          && of != null
          && of.opened().publish() == Publish.AT_CLOSE
          && ReleaseRules.FEWER_THAN_K.equals(level.withheld());
    }

    private @Nullable ResultReleased level(Wave wave) {
      return rows.stream()
          .filter(row -> row.row() == RowKind.WAVE && row.wave().equals(wave))
          .findFirst()
          .orElse(null);
    }

    @Nullable ClosedWave closed(Wave wave) {
      return closed.stream()
          .filter(each -> each.opened().wave().equals(wave))
          .findFirst()
          .orElse(null);
    }
  }

  /**
   * The rows that the block's ledger lacks.
   *
   * @param ledger what left of the block
   */
  static List<ResultReleased> missing(
      ReleaseRules rules,
      CircleId block,
      Instrument instrument,
      String scale,
      List<Member> members,
      List<ResultReleased> ledger,
      SetNames names) {
    List<ClosedWave> waves = new ArrayList<>();
    for (Wave wave : waves(members)) {
      if (members.stream().allMatch(m -> m.level(wave) != null)) {
        List<ClosedWave> few =
            members.stream()
                .filter(m -> m.isHeldBack(wave))
                .map(m -> Objects.requireNonNull(m.closed(wave)))
                .toList();
        if (!few.isEmpty()) {
          waves.add(together(block, instrument, few, closing(members, wave), k(members)));
        }
      }
    }
    if (waves.isEmpty()) {
      return List.of();
    }
    waves.sort(Comparator.comparing(wave -> wave.closed().at()));
    List<SurveyWaveOpened> openings = waves.stream().map(ClosedWave::opened).toList();
    return new ScaleReleases(rules, instrument, scale, openings, waves, ledger, names).missing();
  }

  private static Set<Wave> waves(List<Member> members) {
    Set<Wave> waves = new LinkedHashSet<>();
    members.forEach(m -> m.closed().forEach(w -> waves.add(w.opened().wave())));
    return waves;
  }

  /** That of the most careful circle. */
  private static int k(List<Member> members) {
    return members.stream()
        .flatMap(m -> m.closed().stream())
        .mapToInt(wave -> wave.opened().k())
        .max()
        .orElseThrow();
  }

  private static Instant closing(List<Member> members, Wave wave) {
    return members.stream()
        .map(m -> Objects.requireNonNull(m.closed(wave)).closed().at())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static ClosedWave together(
      CircleId block, Instrument instrument, List<ClosedWave> waves, Instant closing, int k) {
    SurveyWaveOpened first = waves.get(0).opened();
    Map<SurveyCode, Map<String, Integer>> answers = new HashMap<>();
    Set<SurveyCode> anew = new HashSet<>();
    for (ClosedWave wave : waves) {
      answers.putAll(wave.answers().getOrDefault(instrument, Map.of()));
      anew.addAll(wave.anew());
    }
    SurveyWaveOpened opened =
        new SurveyWaveOpened(
            block,
            first.at(),
            first.wave(),
            first.instruments(),
            closing,
            Publish.AT_CLOSE,
            declared(waves),
            k);
    return new ClosedWave(
        opened,
        new SurveyWaveClosed(block, closing, first.wave()),
        Map.of(instrument, answers),
        anew);
  }

  /** What all of them declared. */
  private static Declared declared(List<ClosedWave> waves) {
    List<Declared> all = waves.stream().map(wave -> wave.opened().declared()).toList();
    Declared first = all.get(0);
    boolean alike =
        all.stream()
            .allMatch(
                d ->
                    Objects.equals(d.reliability(), first.reliability())
                        && Objects.equals(d.normSet(), first.normSet()));
    return new Declared(
        first.contrasts().stream()
            .filter(contrast -> all.stream().allMatch(d -> d.contrasts().contains(contrast)))
            .toList(),
        alike ? first.reliability() : null,
        alike ? first.normSet() : null);
  }
}
