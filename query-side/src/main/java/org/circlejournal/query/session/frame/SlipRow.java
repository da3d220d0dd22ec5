package org.circlejournal.query.session.frame;

import org.circlejournal.events.session.SessionEvent.SlipKind;

/** How often a kind of slip was named in a session, if it was; never whose. */
record SlipRow(int session, SlipKind kind, int count) {}
