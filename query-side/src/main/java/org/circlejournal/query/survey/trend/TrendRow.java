package org.circlejournal.query.survey.trend;

import java.time.Instant;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;

/**
 * One scale at one wave, or its change between two; what may not be shown is null.
 *
 * @param wave of a contrast the later one
 * @param closedAt when {@code wave} closed
 * @param fingerprint of the scoring key, SHA-256 in hex
 * @param fromWave of a contrast the earlier wave, else null
 * @param n people with a score; of a contrast at both waves
 * @param mean level or change, in the unit of the options
 * @param sum the same as a sum of items; null for scales of 0 to 100
 * @param sd of the scores or, of a contrast, of the changes
 * @param low lower end of the 95% t interval of the mean or change
 * @param p exact two-sided Wilcoxon signed-rank probability
 * @param dz mean change over the SD of the changes, without Hedges' correction
 * @param dzLow lower end of its 95% interval, by the noncentral t
 * @param dav mean change over the average of both SDs
 * @param improved people whose change is reliable (Jacobson and Truax) and welcome; null without a
 *     norm set
 * @param declared whether the contrast was declared no later than its later wave opened
 * @param prorated whether somebody left items out
 * @param withheld why figures are null; null when none are withheld
 */
public record TrendRow(
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
    @Nullable String withheld) {

  static TrendRow of(ResultReleased e) {
    return new TrendRow(
        e.wave(),
        e.closedAt(),
        e.instrument(),
        e.fingerprint(),
        e.scale(),
        e.row(),
        e.fromWave(),
        e.n(),
        e.mean(),
        e.sum(),
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
        e.worsened(),
        e.declared(),
        e.prorated(),
        e.withheld());
  }
}
