/** The closing room: closing words and ripples. Start at {@link ClosingEvent}. */
@NullMarked
package org.circlejournal.events.closing;

import org.jspecify.annotations.NullMarked;
