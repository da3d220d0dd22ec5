/** Is the rhythm kept. Start at {@link org.circlejournal.query.session.frame.FrameView}. */
@NullMarked
package org.circlejournal.query.session.frame;

import org.jspecify.annotations.NullMarked;
