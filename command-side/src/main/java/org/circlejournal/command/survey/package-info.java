/** The survey room: waves and their ballots. Start at {@link SurveyRoom}. */
@NullMarked
package org.circlejournal.command.survey;

import org.jspecify.annotations.NullMarked;
