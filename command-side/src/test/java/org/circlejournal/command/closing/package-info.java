/** Tests of the closing room. */
@NullMarked
package org.circlejournal.command.closing;

import org.jspecify.annotations.NullMarked;
