/**
 * The house rules, kept by tests: which package may know which, where clock and chance come in,
 * what the source tree holds, and that README and documents say what is true of the code. They
 * stand in this module because it sees all the others. Start reading at {@link
 * org.circlejournal.house.ArrowsTest}.
 */
@NullMarked
package org.circlejournal.house;

import org.jspecify.annotations.NullMarked;
