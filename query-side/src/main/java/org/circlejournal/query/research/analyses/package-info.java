/**
 * The analyses that ship with the journal: questions in SQL, each a file {@code research/NAME.sql},
 * over a study's tables or over what has left already, and the statistics that SQL does not have.
 * Start at {@link Steps} for those, and at {@link ReleasedTables} for why some results may leave.
 */
@NullMarked
package org.circlejournal.query.research.analyses;

import org.jspecify.annotations.NullMarked;
