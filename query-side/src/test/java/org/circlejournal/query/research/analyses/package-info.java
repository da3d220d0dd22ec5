@NullMarked
package org.circlejournal.query.research.analyses;

import org.jspecify.annotations.NullMarked;
