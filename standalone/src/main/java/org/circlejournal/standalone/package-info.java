/**
 * Both sides in one process, with a PostgreSQL of their own and a synthetic year to look at. Start
 * at {@link org.circlejournal.standalone.Standalone}.
 */
@NullMarked
package org.circlejournal.standalone;

import org.jspecify.annotations.NullMarked;
