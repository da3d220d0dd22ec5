/** Every event of the journal, room by room, and what both sides need to read and write them. */
@NullMarked
package org.circlejournal.events;

import org.jspecify.annotations.NullMarked;
