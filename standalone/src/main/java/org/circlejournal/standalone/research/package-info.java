/** What researchers do from the command line. Start at {@link Research}. */
@NullMarked
package org.circlejournal.standalone.research;

import org.jspecify.annotations.NullMarked;
