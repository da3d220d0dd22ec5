/** The journal workshop: names, serializer and stores of events. Start at {@link EventNames}. */
@NullMarked
package org.circlejournal.events.journal;

import org.jspecify.annotations.NullMarked;
