/**
 * What people carried into their work. Start at {@link
 * org.circlejournal.query.closing.ripples.RipplesView}.
 */
@NullMarked
package org.circlejournal.query.closing.ripples;

import org.jspecify.annotations.NullMarked;
