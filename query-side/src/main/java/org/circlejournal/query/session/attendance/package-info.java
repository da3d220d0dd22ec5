/**
 * Who came, who stayed. Start at {@link org.circlejournal.query.session.attendance.AttendanceView}.
 */
@NullMarked
package org.circlejournal.query.session.attendance;

import org.jspecify.annotations.NullMarked;
