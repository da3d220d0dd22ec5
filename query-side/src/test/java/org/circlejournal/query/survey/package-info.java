/** What may leave of the answers, under test. */
@NullMarked
package org.circlejournal.query.survey;

import org.jspecify.annotations.NullMarked;
