/**
 * How often each instrument was given out, for licences. Start at {@link
 * org.circlejournal.query.survey.administered.Administrations}.
 */
@NullMarked
package org.circlejournal.query.survey.administered;

import org.jspecify.annotations.NullMarked;
