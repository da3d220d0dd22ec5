/** Tests of the release ledger. */
@NullMarked
package org.circlejournal.query.survey.released;

import org.jspecify.annotations.NullMarked;
