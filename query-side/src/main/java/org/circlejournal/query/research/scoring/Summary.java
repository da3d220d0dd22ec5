package org.circlejournal.query.research.scoring;

import java.util.List;
import org.circlejournal.events.survey.Instrument.Validation;
import org.jspecify.annotations.Nullable;

/**
 * What a file of answers came to.
 *
 * @param instrument by whose key
 * @param fingerprint of that key: the same key gives the same scores
 * @param validation null for instruments that others have examined and published
 * @param cutOffs the set that names scores; null if none was asked for
 * @param rows people whose row could be read
 * @param refused rows that could not, or a file that could not
 * @param patterns the most frequent patterns of items answered
 */
public record Summary(
    String instrument,
    String edition,
    String fingerprint,
    @Nullable Validation validation,
    @Nullable String cutOffs,
    long rows,
    long refused,
    List<Pattern> patterns,
    List<ScaleSummary> scales) {

  /**
   * @param answered a 1 for each item that was answered, else 0, in the order of the instrument
   */
  public record Pattern(String answered, long n) {}
}
