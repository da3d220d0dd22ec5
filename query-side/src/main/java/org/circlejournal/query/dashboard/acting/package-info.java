/**
 * Pages that order something: replays, and analyses. What they send, the API checks as it checks a
 * program's request, the proof against other sites' forms included.
 */
@NullMarked
package org.circlejournal.query.dashboard.acting;

import org.jspecify.annotations.NullMarked;
