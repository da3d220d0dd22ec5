package org.circlejournal.query.session.frame;

import org.circlejournal.events.session.SessionEvent.Phase;
import org.jspecify.annotations.Nullable;

/**
 * One phase of a session that was held. Once the session is closed all phases of its rhythm have a
 * row; until then, those that were entered.
 *
 * @param held whether the session went through it
 * @param minutes whole minutes in it, all together if it was entered again; null if it was skipped,
 *     and while it lasts
 */
record PhaseRow(int session, Phase phase, boolean held, @Nullable Long minutes) {}
