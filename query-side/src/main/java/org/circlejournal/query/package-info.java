/**
 * The query side: read models that can be rebuilt from the journal at any time. Start at {@link
 * org.circlejournal.query.ReadModels}, the list of them.
 */
@NullMarked
package org.circlejournal.query;

import org.jspecify.annotations.NullMarked;
