/** What must always hold, and is seen when it does not. */
@NullMarked
package org.circlejournal.query.audit.checks;

import org.jspecify.annotations.NullMarked;
