/** The sealing workshop: what turns answers and texts into bytes only a key opens. */
@NullMarked
package org.circlejournal.events.sealing;

import org.jspecify.annotations.NullMarked;
