@NullMarked
package org.circlejournal.query.research.scoring;

import org.jspecify.annotations.NullMarked;
