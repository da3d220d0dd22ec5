/**
 * The access workshop: tokens and roles, as both doors need them. Start at {@link
 * org.circlejournal.events.access.TokenTable} for members and invitations, at {@link
 * org.circlejournal.events.access.StaffTokens} for staff, and at {@link
 * org.circlejournal.events.access.MemberSecret} for how a token leads to a survey code.
 */
@NullMarked
package org.circlejournal.events.access;

import org.jspecify.annotations.NullMarked;
