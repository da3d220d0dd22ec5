/** Consent, as auditors trace it. */
@NullMarked
package org.circlejournal.query.consent;

import org.jspecify.annotations.NullMarked;
