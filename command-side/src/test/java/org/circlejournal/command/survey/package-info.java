/** The survey room's rules, each kept and broken. */
@NullMarked
package org.circlejournal.command.survey;

import org.jspecify.annotations.NullMarked;
