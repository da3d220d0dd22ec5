/** Tests of the door over HTTP, against the whole application on a real PostgreSQL. */
@NullMarked
package org.circlejournal.command.door;

import org.jspecify.annotations.NullMarked;
