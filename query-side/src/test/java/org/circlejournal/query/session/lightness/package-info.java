/** Tests of what leaves of pulses. */
@NullMarked
package org.circlejournal.query.session.lightness;

import org.jspecify.annotations.NullMarked;
