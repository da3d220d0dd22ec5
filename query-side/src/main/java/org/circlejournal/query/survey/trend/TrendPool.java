package org.circlejournal.query.survey.trend;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/**
 * The burnout trend over circles and blocks. A part is in it with what left of it, as a whole or
 * not at all, so that pools tell nothing that their parts do not, whatever is subtracted from what.
 *
 * <p>Several groups are no sample of one population: there is no interval or test over them, and a
 * spread only where each part shows its own.
 */
final class TrendPool {

  private TrendPool() {}

  /**
   * Columns as those of {@link TrendRow}.
   *
   * @param circles that are in it, those of blocks counted; null if withheld
   * @param closedAt when the last of them closed the wave
   * @param mean over all people of the parts' means, as these left
   * @param declared whether all of them declared it
   * @param withheld {@code rounded-below-2k} if a part is rounded
   */
  record Row(
      @Nullable Integer circles,
      boolean imported,
      Wave wave,
      Instant closedAt,
      String instrument,
      String fingerprint,
      String scale,
      RowKind row,
      @Nullable Wave fromWave,
      @Nullable Integer n,
      @Nullable Double mean,
      @Nullable Double sum,
      @Nullable Double sd,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double p,
      @Nullable Double dz,
      @Nullable Double dzLow,
      @Nullable Double dzHigh,
      @Nullable Double dav,
      @Nullable Integer improved,
      @Nullable Integer unchanged,
      @Nullable Integer worsened,
      boolean declared,
      @Nullable Boolean prorated,
      @Nullable String withheld) {}

  private record Key(
      boolean imported,
      String instrument,
      String fingerprint,
      String scale,
      RowKind row,
      Wave wave,
      @Nullable Wave fromWave) {

    int from() {
      return fromWave == null ? -1 : fromWave.place();
    }
  }

  /** A part's row. */
  private record Of(int circles, TrendRow row) {}

  static List<Row> rows(List<PoolPart<TrendRow>> parts) {
    Map<Key, List<Of>> subjects = new LinkedHashMap<>();
    for (PoolPart<TrendRow> part : parts) {
      for (TrendRow r : part.rows()) {
        Key key =
            new Key(
                part.imported(),
                r.instrument(),
                r.fingerprint(),
                r.scale(),
                r.row(),
                r.wave(),
                r.fromWave());
        subjects.computeIfAbsent(key, k -> new ArrayList<>()).add(new Of(part.circles(), r));
      }
    }
    return subjects.keySet().stream()
        .sorted(
            Comparator.comparing(Key::imported)
                .thenComparing(Key::instrument)
                .thenComparing(Key::fingerprint)
                .thenComparing(Key::scale)
                .thenComparing(Key::row)
                .thenComparing(key -> key.wave().place())
                .thenComparing(Key::from))
        .map(key -> row(key, subjects.getOrDefault(key, List.of())))
        .toList();
  }

  private static Row row(Key key, List<Of> all) {
    List<Of> shown = all.stream().filter(of -> of.row().n() != null).toList();
    if (shown.isEmpty()) {
      return withheld(key, all.stream().map(Of::row).toList());
    }
    int circles = shown.stream().mapToInt(Of::circles).sum();
    return together(key, circles, shown.stream().map(Of::row).toList());
  }

  private static Row withheld(Key key, List<TrendRow> rows) {
    boolean few = rows.stream().allMatch(r -> ReleaseRules.FEWER_THAN_K.equals(r.withheld()));
    return new Row(
        null,
        key.imported(),
        key.wave(),
        closedAt(rows),
        key.instrument(),
        key.fingerprint(),
        key.scale(),
        key.row(),
        key.fromWave(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        rows.stream().allMatch(TrendRow::declared),
        null,
        few ? ReleaseRules.FEWER_THAN_K : ReleaseRules.WOULD_ALLOW_SUBTRACTION);
  }

  private static Row together(Key key, int circles, List<TrendRow> rows) {
    boolean rounded = rows.stream().anyMatch(r -> r.withheld() != null);
    TrendRow one = rows.size() == 1 ? rows.get(0) : null;
    int n = rows.stream().mapToInt(r -> Objects.requireNonNull(r.n())).sum();
    return new Row(
        circles,
        key.imported(),
        key.wave(),
        closedAt(rows),
        key.instrument(),
        key.fingerprint(),
        key.scale(),
        key.row(),
        key.fromWave(),
        n,
        one != null ? one.mean() : mean(rows, TrendRow::mean, n),
        one != null ? one.sum() : mean(rows, TrendRow::sum, n),
        one != null ? one.sd() : sd(rows, n),
        one == null ? null : one.low(),
        one == null ? null : one.high(),
        one == null ? null : one.p(),
        one == null ? null : one.dz(),
        one == null ? null : one.dzLow(),
        one == null ? null : one.dzHigh(),
        one == null ? null : one.dav(),
        count(rows, TrendRow::improved),
        count(rows, TrendRow::unchanged),
        count(rows, TrendRow::worsened),
        rows.stream().allMatch(TrendRow::declared),
        rounded ? null : prorated(rows),
        rounded ? ReleaseRules.ROUNDED_BELOW_2K : null);
  }

  private static Instant closedAt(List<TrendRow> rows) {
    return rows.stream().map(TrendRow::closedAt).max(Comparator.naturalOrder()).orElseThrow();
  }

  private static @Nullable Double mean(
      List<TrendRow> rows, Function<TrendRow, @Nullable Double> figure, int n) {
    double total = 0;
    for (TrendRow row : rows) {
      Double value = figure.apply(row);
      if (value == null || row.n() == null) {
        return null;
      }
      total += value * row.n();
    }
    return total / n;
  }

  /** Of all people together, from each part's spread and its distance from the common mean. */
  private static @Nullable Double sd(List<TrendRow> rows, int n) {
    Double mean = mean(rows, TrendRow::mean, n);
    double squares = 0;
    for (TrendRow row : rows) {
      if (row.sd() == null || row.mean() == null || row.n() == null || mean == null) {
        return null;
      }
      double away = row.mean() - mean;
      squares += (row.n() - 1) * row.sd() * row.sd() + row.n() * away * away;
    }
    return Math.sqrt(squares / (n - 1));
  }

  private static @Nullable Integer count(
      List<TrendRow> rows, Function<TrendRow, @Nullable Integer> figure) {
    int people = 0;
    for (TrendRow row : rows) {
      Integer value = figure.apply(row);
      if (value == null) {
        return null;
      }
      people += value;
    }
    return people;
  }

  private static @Nullable Boolean prorated(List<TrendRow> rows) {
    if (rows.stream().anyMatch(r -> Boolean.TRUE.equals(r.prorated()))) {
      return true;
    }
    return rows.stream().allMatch(r -> Boolean.FALSE.equals(r.prorated())) ? false : null;
  }
}
