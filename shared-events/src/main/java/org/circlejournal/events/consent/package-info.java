/** The consent room: both lanes of consent and erasure. Start at {@link ConsentEvent}. */
@NullMarked
package org.circlejournal.events.consent;

import org.jspecify.annotations.NullMarked;
