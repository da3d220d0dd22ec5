/** What may leave of the answers, under test. */
@NullMarked
package org.circlejournal.query.release;

import org.jspecify.annotations.NullMarked;
