/**
 * The auditor's verifier: a program of its own, without our application and without a network. Made
 * into a small jar together with {@link org.circlejournal.events.log}. Start at {@link
 * org.circlejournal.events.log.verify.Verify}.
 */
@NullMarked
package org.circlejournal.events.log.verify;

import org.jspecify.annotations.NullMarked;
