/**
 * The session room of the query side: what may leave of pulses. Start at {@link PulsePublisher};
 * the rules themselves are in {@link org.circlejournal.query.release.ReleaseRules}. Each read model
 * has a folder of its own.
 */
@NullMarked
package org.circlejournal.query.session;

import org.jspecify.annotations.NullMarked;
