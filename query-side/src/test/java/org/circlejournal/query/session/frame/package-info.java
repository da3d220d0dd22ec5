/** Tests of the frame. */
@NullMarked
package org.circlejournal.query.session.frame;

import org.jspecify.annotations.NullMarked;
