/** The door of the command side: HTTP in, orders out. Start at {@code CommandEndpoint}. */
@NullMarked
package org.circlejournal.command.door;

import org.jspecify.annotations.NullMarked;
