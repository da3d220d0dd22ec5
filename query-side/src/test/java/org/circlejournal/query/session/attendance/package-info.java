/** Tests of attendance. */
@NullMarked
package org.circlejournal.query.session.attendance;

import org.jspecify.annotations.NullMarked;
