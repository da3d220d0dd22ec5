/**
 * Answers to a questionnaire in a CSV file, as real files are: read strictly, each problem told by
 * line and reason. Start at {@link org.circlejournal.events.survey.file.AnswerFile}.
 */
@NullMarked
package org.circlejournal.events.survey.file;

import org.jspecify.annotations.NullMarked;
