/** Tests of protected space. */
@NullMarked
package org.circlejournal.query.session.protectedspace;

import org.jspecify.annotations.NullMarked;
