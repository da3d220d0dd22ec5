/**
 * The audit log over a store: a sealer that follows the journal and grows the tree, and what may be
 * asked of it. Its form, which needs no store, is {@link org.circlejournal.events.log}. Start at
 * {@link org.circlejournal.query.audit.log.Sealer}.
 */
@NullMarked
package org.circlejournal.query.audit.log;

import org.jspecify.annotations.NullMarked;
