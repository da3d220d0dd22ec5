package org.circlejournal.events.survey;

import org.jspecify.annotations.Nullable;

/**
 * One person's score on one scale.
 *
 * @param mean of the answered items after reversing, in the unit of the options; null when fewer
 *     than the least were answered
 * @param sum mean × number of items of the scale, answered or not; null without a mean, and for
 *     scales that are not used as sums
 * @param answered items of the scale that were answered
 * @param prorated whether the score rests on fewer than all items
 */
public record Score(
    String scale, @Nullable Double mean, @Nullable Double sum, int answered, boolean prorated) {}
