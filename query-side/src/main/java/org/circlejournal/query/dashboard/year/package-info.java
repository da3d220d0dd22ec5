/**
 * A circle's year on one page. Start reading at {@code CirclesYear}; each of the others is a
 * figure.
 */
@NullMarked
package org.circlejournal.query.dashboard.year;

import org.jspecify.annotations.NullMarked;
