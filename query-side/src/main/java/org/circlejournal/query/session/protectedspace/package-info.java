/**
 * Planned against held, and why not. Start at {@link
 * org.circlejournal.query.session.protectedspace.ProtectedSpaceView}.
 */
@NullMarked
package org.circlejournal.query.session.protectedspace;

import org.jspecify.annotations.NullMarked;
