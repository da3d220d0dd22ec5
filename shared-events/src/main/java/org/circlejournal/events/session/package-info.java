/**
 * The session room: what happened in the room, never what was told. Start at {@link SessionEvent}.
 */
@NullMarked
package org.circlejournal.events.session;

import org.jspecify.annotations.NullMarked;
