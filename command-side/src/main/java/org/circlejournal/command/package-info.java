/**
 * The command side: from a request at the door to events in the journal. What every room needs to
 * decide stands here; start reading at {@link org.circlejournal.command.Order}.
 */
@NullMarked
package org.circlejournal.command;

import org.jspecify.annotations.NullMarked;
