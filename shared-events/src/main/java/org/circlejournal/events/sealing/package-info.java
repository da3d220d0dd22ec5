/**
 * The sealing workshop: what turns answers and texts into bytes only a key opens. Each content has
 * a {@link org.circlejournal.events.sealing.DataKey} of its own, which an {@link
 * org.circlejournal.events.sealing.EpochKeys epoch key} outside the database wraps. Start at {@code
 * DataKey} for sealing and at {@link org.circlejournal.events.sealing.Unsealer} for opening.
 */
@NullMarked
package org.circlejournal.events.sealing;

import org.jspecify.annotations.NullMarked;
