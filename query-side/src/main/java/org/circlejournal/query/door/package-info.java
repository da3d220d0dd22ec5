/**
 * The query door: the one place that decides who sees what. Start at {@link
 * org.circlejournal.query.door.ReadModel}, what a room declares, and {@link
 * org.circlejournal.query.door.Door}, through which every answer goes.
 */
@NullMarked
package org.circlejournal.query.door;

import org.jspecify.annotations.NullMarked;
