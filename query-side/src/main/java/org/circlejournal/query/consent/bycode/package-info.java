/**
 * The consent ledger by survey code. Start at {@link
 * org.circlejournal.query.consent.bycode.ConsentByCodeView}.
 */
@NullMarked
package org.circlejournal.query.consent.bycode;

import org.jspecify.annotations.NullMarked;
