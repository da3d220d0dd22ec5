/** Tests of the ripples. */
@NullMarked
package org.circlejournal.query.closing.ripples;

import org.jspecify.annotations.NullMarked;
