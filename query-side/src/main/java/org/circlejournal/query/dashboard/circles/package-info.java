/** The list of circles. Start reading at {@code CirclesList}. */
@NullMarked
package org.circlejournal.query.dashboard.circles;

import org.jspecify.annotations.NullMarked;
