/** Tests of the consent room. */
@NullMarked
package org.circlejournal.command.consent;

import org.jspecify.annotations.NullMarked;
