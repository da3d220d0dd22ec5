/** The list of circles. Start at {@link org.circlejournal.query.circle.circles.CirclesView}. */
@NullMarked
package org.circlejournal.query.circle.circles;

import org.jspecify.annotations.NullMarked;
