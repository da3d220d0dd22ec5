/**
 * The survey room of the query side: what of the answers may leave, and what left. {@link
 * ReleaseRounding} says how coarse a figure of a small group is.
 */
@NullMarked
package org.circlejournal.query.survey;

import org.jspecify.annotations.NullMarked;
