/**
 * Pages of the audit: a proof that the browser verifies, one person's consents, the checks, what
 * was released. Start reading at {@link org.circlejournal.query.dashboard.audit.AuditPage}.
 */
@NullMarked
package org.circlejournal.query.dashboard.audit;

import org.jspecify.annotations.NullMarked;
