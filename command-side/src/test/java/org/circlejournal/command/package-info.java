/** Tests of the command side. Rules of rooms are tested through {@link CircleFixture}. */
@NullMarked
package org.circlejournal.command;

import org.jspecify.annotations.NullMarked;
