/**
 * The circle room of the command side, and the aggregate that all rooms make up. Start at {@link
 * Circle}.
 */
@NullMarked
package org.circlejournal.command.circle;

import org.jspecify.annotations.NullMarked;
