package org.circlejournal.events.survey;

import java.time.Instant;
import java.util.List;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.Sealed;
import org.jspecify.annotations.Nullable;

/** What happened with questionnaires. */
public sealed interface SurveyEvent extends JournalEvent {

  Wave wave();

  /**
   * @param closesAt when the wave closes by itself
   * @param k least number of people, fixed from the first wave on
   */
  record SurveyWaveOpened(
      CircleId circleId,
      Instant at,
      Wave wave,
      List<InstrumentKey> instruments,
      Instant closesAt,
      Publish publish,
      Declared declared,
      int k)
      implements SurveyEvent {}

  /**
   * One ballot, in an order and with a time that say nothing.
   *
   * @param ballot random, fresh, not the voter
   * @param answers one byte per item, the code and the choices, sealed
   */
  record SurveyRecorded(
      CircleId circleId, Instant at, Wave wave, String instrument, String ballot, Sealed answers)
      implements SurveyEvent {}

  record SurveyWaveClosed(CircleId circleId, Instant at, Wave wave) implements SurveyEvent {}

  /**
   * One row of the burnout trend as it left, in the stream {@code ledger-{circleId}}. All columns
   * are final: rounding and withholding are done.
   *
   * @param circleId the circle, or the block of glued circles
   * @param closedAt when the wave closed
   * @param row {@code wave} for a level, {@code contrast} for a change
   * @param fromWave the earlier wave of a contrast, else null
   * @param n people behind the number
   * @param mean level or change, in the scale's unit
   * @param sum the same as a sum of items; null for scales of 0 to 100
   * @param low lower bound of the 95% t interval of a change or a mean
   * @param p exact two-sided Wilcoxon signed-rank probability
   * @param dz mean change over its SD, with Hedges' correction applied where named
   * @param declared whether the contrast was declared before its later wave
   * @param prorated whether a score rests on fewer than all items
   * @param setId random name of the set of people
   * @param withheld why figures are missing; null when none are
   */
  record ResultReleased(
      CircleId circleId,
      Instant at,
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
      String setId,
      int k,
      @Nullable String withheld)
      implements SurveyEvent {}

  /**
   * A circle's level was withheld when its wave closed, because few answered, and waits for others
   * with whom pools may show it. In the stream {@code ledger-{circleId}} of the scale, which is
   * about no circle: its id follows from instrument, fingerprint and scale.
   *
   * @param circleId the id of the scale's stream
   * @param circle whose level waits
   * @param k of that circle
   */
  record LevelHeldBack(
      CircleId circleId,
      Instant at,
      Wave wave,
      String instrument,
      String fingerprint,
      String scale,
      CircleId circle,
      String workplace,
      int k)
      implements SurveyEvent {}

  /**
   * Circles that wait became one block for ever, on this scale: pools take it as a whole or not at
   * all. What it shows is journaled as {@link ResultReleased} in the stream {@code ledger-{block}}.
   * In the scale's stream, as {@link LevelHeldBack}.
   *
   * @param circleId the id of the scale's stream
   * @param wave whose levels brought them together
   * @param block the block's id, no circle's
   * @param workplace that of all its circles; null if they are of several
   * @param circles in order of closing
   */
  record CirclesGlued(
      CircleId circleId,
      Instant at,
      Wave wave,
      String instrument,
      String fingerprint,
      String scale,
      CircleId block,
      @Nullable String workplace,
      List<CircleId> circles)
      implements SurveyEvent {}

  /**
   * @param id the instrument, e.g. {@code cbi}
   * @param fingerprint SHA-256 of the canonical definition, hex
   */
  record InstrumentKey(String id, String fingerprint) {}

  /**
   * What was said before the answers were in.
   *
   * @param contrasts {@code earlier-later}, e.g. {@code baseline-endpoint}
   * @param reliability the kind of reliability used, e.g. {@code alpha}; null for none
   * @param normSet the named norms used for reliable change; null for none
   */
  record Declared(List<String> contrasts, @Nullable String reliability, @Nullable String normSet) {}

  /** When levels are released. */
  enum Publish {
    AT_CLOSE,
    WITH_CONTRAST
  }

  /** What a released row shows. */
  enum RowKind {
    WAVE,
    CONTRAST
  }
}
