/** Tests of the query door over HTTP. */
@NullMarked
package org.circlejournal.query.door;

import org.jspecify.annotations.NullMarked;
