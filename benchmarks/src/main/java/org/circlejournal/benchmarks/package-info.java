/**
 * Measurements: each figure beside its peers and its limit, in the same run. Start at {@link
 * org.circlejournal.benchmarks.Benchmarks}.
 */
@NullMarked
package org.circlejournal.benchmarks;

import org.jspecify.annotations.NullMarked;
