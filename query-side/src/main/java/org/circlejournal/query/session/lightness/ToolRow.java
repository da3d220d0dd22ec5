package org.circlejournal.query.session.lightness;

import org.circlejournal.events.session.SessionEvent.Tool;
import org.jspecify.annotations.Nullable;

/**
 * How helpful a tool was, over those sessions whose ratings of it left. Every tool has a row as
 * soon as a session has closed.
 *
 * @param n ratings: people of each such session, added up; null if withheld
 * @param helpfulness 1 to 5, mean of the sessions' means by their n
 * @param withheld why figures are null, or rounded in some session; null if neither
 */
record ToolRow(
    Tool tool, @Nullable Integer n, @Nullable Double helpfulness, @Nullable String withheld) {}
