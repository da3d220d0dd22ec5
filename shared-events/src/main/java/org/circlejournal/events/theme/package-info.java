/** The theme room: the board of issues, goals and paths. Start at {@link ThemeEvent}. */
@NullMarked
package org.circlejournal.events.theme;

import org.jspecify.annotations.NullMarked;
