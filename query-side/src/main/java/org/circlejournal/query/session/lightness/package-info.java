/**
 * Do people leave lighter, and which tools help. Start at {@link
 * org.circlejournal.query.session.lightness.LightnessView}.
 */
@NullMarked
package org.circlejournal.query.session.lightness;

import org.jspecify.annotations.NullMarked;
