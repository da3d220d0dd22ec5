/**
 * What must always hold, looked at in one walk through the journal. Start at {@link
 * org.circlejournal.query.audit.checks.Checks}.
 */
@NullMarked
package org.circlejournal.query.audit.checks;

import org.jspecify.annotations.NullMarked;
