/**
 * The release ledger: every statistic that left, or was withheld. Start at {@link
 * org.circlejournal.query.survey.released.ReleaseLedgerView}.
 */
@NullMarked
package org.circlejournal.query.survey.released;

import org.jspecify.annotations.NullMarked;
