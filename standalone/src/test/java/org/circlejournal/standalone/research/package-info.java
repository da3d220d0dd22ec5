@NullMarked
package org.circlejournal.standalone.research;

import org.jspecify.annotations.NullMarked;
