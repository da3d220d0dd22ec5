/** Tests of the query side as a whole, and {@link Year}, which writes circles' years for them. */
@NullMarked
package org.circlejournal.query;

import org.jspecify.annotations.NullMarked;
