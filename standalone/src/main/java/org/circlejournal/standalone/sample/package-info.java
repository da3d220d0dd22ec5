/**
 * A synthetic year, as lines for the import door: seeded, deterministic, and saying that it is
 * synthetic wherever it can. Its parameters are written down in {@code docs/sample-year.md}. Start
 * at {@link org.circlejournal.standalone.sample.Simulator}.
 */
@NullMarked
package org.circlejournal.standalone.sample;

import org.jspecify.annotations.NullMarked;
