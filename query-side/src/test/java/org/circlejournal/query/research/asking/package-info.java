/** Questions, and what must not be asked. */
@NullMarked
package org.circlejournal.query.research.asking;

import org.jspecify.annotations.NullMarked;
