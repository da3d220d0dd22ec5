/**
 * The burnout trend: each scale at each wave, and each contrast, as it left. Start at {@link
 * org.circlejournal.query.survey.trend.BurnoutTrendView}.
 */
@NullMarked
package org.circlejournal.query.survey.trend;

import org.jspecify.annotations.NullMarked;
