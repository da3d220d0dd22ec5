/**
 * A head of service's page: pools of a workplace or of all, recorded circles and imported ones
 * apart. Start reading at {@link org.circlejournal.query.dashboard.programme.ProgrammePage}.
 */
@NullMarked
package org.circlejournal.query.dashboard.programme;

import org.jspecify.annotations.NullMarked;
