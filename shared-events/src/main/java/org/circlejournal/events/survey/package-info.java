/** The survey room: waves, sealed answers, released results. Start at {@link SurveyEvent}. */
@NullMarked
package org.circlejournal.events.survey;

import org.jspecify.annotations.NullMarked;
