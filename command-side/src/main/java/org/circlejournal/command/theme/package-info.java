/** The theme room: the board. Start at {@link ThemeRoom}. */
@NullMarked
package org.circlejournal.command.theme;

import org.jspecify.annotations.NullMarked;
