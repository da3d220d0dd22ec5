/**
 * The view workshop: a read model is a pure fold with the circle as its key. Start at {@link
 * org.circlejournal.query.view.ViewDefinition}; the live runner is {@link
 * org.circlejournal.query.view.LiveView}.
 */
@NullMarked
package org.circlejournal.query.view;

import org.jspecify.annotations.NullMarked;
