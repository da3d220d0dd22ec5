/** Tests of the list of circles. */
@NullMarked
package org.circlejournal.query.circle.circles;

import org.jspecify.annotations.NullMarked;
