/** Tests of the circle room. */
@NullMarked
package org.circlejournal.command.circle;

import org.jspecify.annotations.NullMarked;
