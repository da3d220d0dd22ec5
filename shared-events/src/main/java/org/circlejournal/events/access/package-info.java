/** The access workshop: tokens and roles, as both doors need them. */
@NullMarked
package org.circlejournal.events.access;

import org.jspecify.annotations.NullMarked;
