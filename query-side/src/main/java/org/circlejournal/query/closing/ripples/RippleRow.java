package org.circlejournal.query.closing.ripples;

import org.circlejournal.events.closing.ClosingEvent.Ripple;

/**
 * How often a kind of ripple was noted in a month, if it was; never whose.
 *
 * @param month when it happened, in the circle's zone: {@code 2026-03}
 */
record RippleRow(String month, Ripple kind, int count) {}
