/**
 * The consent ledger by member id. Start at {@link
 * org.circlejournal.query.consent.bymember.ConsentByMemberView}.
 */
@NullMarked
package org.circlejournal.query.consent.bymember;

import org.jspecify.annotations.NullMarked;
