/** The circle room: who belongs, the frame, the plan. Start reading at {@link CircleEvent}. */
@NullMarked
package org.circlejournal.events.circle;

import org.jspecify.annotations.NullMarked;
