@NullMarked
package org.circlejournal.query.replay;

import org.jspecify.annotations.NullMarked;
