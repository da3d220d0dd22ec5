/**
 * Consent as an auditor traces it: the ledger of each lane, what was recorded and used under it,
 * and the receipt a person may keep. The lanes have a view each ({@code bymember}, {@code bycode}),
 * because no row and no state may hold both. Start at {@link
 * org.circlejournal.query.consent.Ledger}.
 */
@NullMarked
package org.circlejournal.query.consent;

import org.jspecify.annotations.NullMarked;
