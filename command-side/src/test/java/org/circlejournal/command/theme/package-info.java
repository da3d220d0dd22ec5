/** Tests of the theme room. */
@NullMarked
package org.circlejournal.command.theme;

import org.jspecify.annotations.NullMarked;
