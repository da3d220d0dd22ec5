/**
 * The access workshop: what both doors need: tokens, roles, limits, and traces without content.
 * Start at {@link org.circlejournal.events.access.Gate}, which every request passes, and at {@link
 * org.circlejournal.events.access.Doorkeeper}, from a token to who shows it; {@link
 * org.circlejournal.events.access.MemberSecret} is how a token leads to a survey code.
 */
@NullMarked
package org.circlejournal.events.access;

import org.jspecify.annotations.NullMarked;
