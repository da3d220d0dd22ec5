/** The consent room: both lanes of consent. Start at {@link ConsentRoom}. */
@NullMarked
package org.circlejournal.command.consent;

import org.jspecify.annotations.NullMarked;
