/** Tests of the view engine, and the kit that every view's test uses: {@link ViewKit}. */
@NullMarked
package org.circlejournal.query.view;

import org.jspecify.annotations.NullMarked;
