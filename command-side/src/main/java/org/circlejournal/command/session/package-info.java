/** The session room: what may happen in a session, and when. Start at {@link SessionRoom}. */
@NullMarked
package org.circlejournal.command.session;

import org.jspecify.annotations.NullMarked;
