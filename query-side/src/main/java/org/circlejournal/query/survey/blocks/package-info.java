/**
 * Which circles are glued into blocks, for pools. Start at {@link
 * org.circlejournal.query.survey.blocks.BlocksView}.
 */
@NullMarked
package org.circlejournal.query.survey.blocks;

import org.jspecify.annotations.NullMarked;
