/** Tests of the burnout trend. */
@NullMarked
package org.circlejournal.query.survey.trend;

import org.jspecify.annotations.NullMarked;
