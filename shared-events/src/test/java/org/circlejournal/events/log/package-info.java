/** Tests of the log's form. */
@NullMarked
package org.circlejournal.events.log;

import org.jspecify.annotations.NullMarked;
