/**
 * The survey room of the query side: what left of the answers, and of whom. Start at {@link
 * Publisher}; the rules themselves are in {@link org.circlejournal.query.release.ReleaseRules}.
 */
@NullMarked
package org.circlejournal.query.survey;

import org.jspecify.annotations.NullMarked;
