package org.circlejournal.query.research;

import org.jspecify.annotations.Nullable;

/**
 * What may not be concluded from a report, and why: part of the result, not of its layout.
 *
 * @param scale which it is about; null for all
 * @param contrast which it is about, as {@code earlier-later}; null for all
 * @param text one or two English sentences, figures included
 */
public record Caution(Code code, @Nullable String scale, @Nullable String contrast, String text) {

  /** Codes are never renamed. */
  public enum Code {
    NO_COMPARISON_GROUP,
    NOTHING_DECLARED,
    UNDECLARED_CONTRAST,
    NO_PAIRS,
    TOO_FEW_PAIRS,
    TOO_FEW_PAIRS_FOR_FAMILY,
    MISSING_WAVES,
    PRORATED_SCORES,
    UNCONFIRMED_NORMS,
    NO_NORMS,
    UNCONFIRMED_PROFILES,
    UNCLASSIFIED_PROFILES,
    APPROXIMATE_P,
    NO_OMNIBUS,
    NO_VARIANCE_BETWEEN_PEOPLE,
    FEW_CIRCLES,
    CIRCLES_LEFT_OUT
  }
}
