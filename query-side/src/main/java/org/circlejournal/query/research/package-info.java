/**
 * Statistics for one small group, without a word of the domain: values and pairs go in, figures
 * come out. Every figure is a function of the values as a set: their order cannot be seen in the
 * last bit, because the order of ballots must not be.
 *
 * <p>Start at {@link PairedChange}; {@link Sample} is one group at one time.
 */
@NullMarked
package org.circlejournal.query.research;

import org.jspecify.annotations.NullMarked;
