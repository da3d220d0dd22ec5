/**
 * The access workshop: what both doors need: tokens, roles, and traces without content. Start at
 * {@link org.circlejournal.events.access.TokenTable} for members and invitations, at {@link
 * org.circlejournal.events.access.StaffTokens} for staff, and at {@link
 * org.circlejournal.events.access.MemberSecret} for how a token leads to a survey code.
 */
@NullMarked
package org.circlejournal.events.access;

import org.jspecify.annotations.NullMarked;
