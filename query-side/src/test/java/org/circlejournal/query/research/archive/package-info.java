/** Tests of the archive. Start at {@link Programme}, a few circles with known answers. */
@NullMarked
package org.circlejournal.query.research.archive;

import org.jspecify.annotations.NullMarked;
