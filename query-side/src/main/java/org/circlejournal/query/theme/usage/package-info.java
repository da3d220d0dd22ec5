/**
 * What was presented, explored, answered by a tool, walked, never taken up. Start at {@link
 * org.circlejournal.query.theme.usage.ThemeUsageView}.
 */
@NullMarked
package org.circlejournal.query.theme.usage;

import org.jspecify.annotations.NullMarked;
