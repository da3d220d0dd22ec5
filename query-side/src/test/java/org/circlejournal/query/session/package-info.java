/** Tests of what leaves of pulses. */
@NullMarked
package org.circlejournal.query.session;

import org.jspecify.annotations.NullMarked;
