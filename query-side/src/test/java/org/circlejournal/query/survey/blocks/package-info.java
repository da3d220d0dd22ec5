/** Tests of the blocks of glued circles. */
@NullMarked
package org.circlejournal.query.survey.blocks;

import org.jspecify.annotations.NullMarked;
