/** The closing room: closing words and ripples. Start at {@link ClosingRoom}. */
@NullMarked
package org.circlejournal.command.closing;

import org.jspecify.annotations.NullMarked;
