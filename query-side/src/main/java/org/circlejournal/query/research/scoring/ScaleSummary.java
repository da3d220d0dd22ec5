package org.circlejournal.query.research.scoring;

import java.util.Map;
import org.circlejournal.events.survey.Instrument.Direction;
import org.circlejournal.events.survey.Instrument.Missing;
import org.jspecify.annotations.Nullable;

/**
 * One scale over a whole file.
 *
 * @param items of the scale
 * @param missing by which rule a score is given in spite of items not answered
 * @param n people with a score
 * @param prorated of these, people who left items out
 * @param complete people who answered all items; alpha and item-rest correlations rest on them
 * @param mean of the scores' means; null for n = 0
 * @param sd of the scores' means; null for n &lt; 2
 * @param alpha Cronbach's; null where it cannot be computed
 * @param itemRest by item; null where it cannot be computed
 */
public record ScaleSummary(
    String scale,
    Direction direction,
    int items,
    Missing missing,
    long n,
    long prorated,
    long complete,
    @Nullable Double mean,
    @Nullable Double sd,
    @Nullable Double alpha,
    Map<String, @Nullable Double> itemRest) {}
