/** Tests of the audit log over a real store. */
@NullMarked
package org.circlejournal.query.audit.log;

import org.jspecify.annotations.NullMarked;
