/** Tests of theme usage. */
@NullMarked
package org.circlejournal.query.theme.usage;

import org.jspecify.annotations.NullMarked;
