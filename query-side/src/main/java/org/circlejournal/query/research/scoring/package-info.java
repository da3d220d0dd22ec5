/**
 * Scores for a file of answers, with or without our journal: who has which score, what is wrong in
 * which line, and how well each scale hangs together. Start at {@link
 * org.circlejournal.query.research.scoring.Scoring}.
 */
@NullMarked
package org.circlejournal.query.research.scoring;

import org.jspecify.annotations.NullMarked;
